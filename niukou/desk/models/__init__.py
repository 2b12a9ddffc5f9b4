"""What the desk keeps: how somebody wants to be reminded, and what they were told."""

from niukou.desk.models.reminders import (
    Channel,
    ReminderSent,
    ReminderSetting,
    Urgency,
)

__all__ = ["Channel", "ReminderSent", "ReminderSetting", "Urgency"]
