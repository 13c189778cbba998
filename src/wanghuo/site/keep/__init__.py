"""Backup, restore, and the way back of an upgrade. Free of Django: it must work when the application does not."""
