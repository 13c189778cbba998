"""Where to listen, and who is there already."""

import socket
from dataclasses import dataclass

import psutil

from wanghuo.site.engine import EngineError


@dataclass(frozen=True)
class Address:
    """Host and port to listen on. `host` may be a name, IPv4, or IPv6 without brackets."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """`8000`, `:8000`, `0.0.0.0:8000`, `[::]:8000`, `host:8000`. Raises ValueError."""
        host, _, port = text.rpartition(":")
        number = int(port)
        if not 0 < number < 65536:
            raise ValueError(text)
        return cls(host.strip("[]") or ("127.0.0.1" if ":" not in text else "0.0.0.0"), number)  # noqa: S104 - asked for

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """How a person on this machine reaches it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{self.port}"

    @property
    def everywhere(self) -> bool:
        return self.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


def holder_of(port: int) -> str:
    """The process that listens on `port`, as far as we may know."""
    try:
        connections = psutil.net_connections("inet")
    except psutil.Error:
        connections = []
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            try:
                return f"进程 {connection.pid} {psutil.Process(connection.pid).name()}"
            except psutil.Error:
                return f"进程 {connection.pid}"
    return "另一个程序"


def check_free(address: Address) -> None:
    """Raise EngineError, naming the holder and the way out, unless `address` can be listened on."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            raise EngineError(
                f"无权监听端口 {address.port}：请用 1024 以上的端口，如 ./wanghuo up --listen {address.host}:8000。"
                f" Not allowed to listen on port {address.port}; take one above 1024."
            ) from None
        except socket.gaierror:
            raise EngineError(
                f"本机不认识地址 {address.host}：请改用 IP。 Unknown host {address.host}."
            ) from None
        except OSError as error:
            if error.errno in (99, 49):  # EADDRNOTAVAIL on Linux, on macOS
                raise EngineError(
                    f"本机没有地址 {address.host}：请用本机的 IP 或 0.0.0.0。 This machine has no address {address.host}."
                ) from None
            raise EngineError(
                f"端口 {address.port} 已被占用（{holder_of(address.port)}）：请先结束它，"
                f"或换一个端口：./wanghuo up --listen {address.host}:{address.port + 1}。"
                f" Port {address.port} is taken; stop that program or choose another port."
            ) from None
