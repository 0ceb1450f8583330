"""The only code that changes meetings."""
