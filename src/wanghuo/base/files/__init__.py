"""Attachments. Import from the modules: ``actions.store``, ``purposes.purpose``, ``queries``."""
