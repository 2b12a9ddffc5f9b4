"""What can be done in a programme, one module per noun."""
