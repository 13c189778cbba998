"""Under which names a browser may ask for us (Django's ALLOWED_HOSTS)."""

import os
import socket

import psutil

from .ports import Address


def hosts_for(address: Address) -> str:
    """WANGHUO_HOSTS if the operator set it; else this machine's own names, and its addresses when it listens to all."""
    given = os.environ.get("WANGHUO_HOSTS")
    if given:
        return given
    names = ["localhost", "127.0.0.1", "[::1]"]
    if address.everywhere:
        names += [socket.gethostname(), socket.getfqdn()]
        for found in psutil.net_if_addrs().values():
            for one in found:
                if one.family == socket.AF_INET:
                    names.append(one.address)
                elif one.family == socket.AF_INET6:
                    names.append(f"[{one.address.split('%')[0]}]")
    elif address.host not in ("127.0.0.1", "::1"):
        names.append(f"[{address.host}]" if ":" in address.host else address.host)
    return ",".join(dict.fromkeys(name.lower() for name in names if name))
