"""The command line behind ./wanghuo."""
