"""Telling people: inbox, mail, gateways. Rooms call :func:`wanghuo.base.notify.sending.send`."""
