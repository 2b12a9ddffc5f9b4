"""Facts that change by decree, brought in once and then kept in tables people can edit."""
