"""Run one program so that it cannot outlive the process that started it.

    python -I -S guard.py --parent PID --signal N [--uid N --gid N] -- PROGRAM ARGUMENTS…

Standard library only: it runs before anything of ours, possibly as root, and replaces itself by PROGRAM.
The kernel clears PR_SET_PDEATHSIG when credentials change (prctl(2)), so the user is dropped first; the parent may
have died before the call, so it is looked at afterwards. Where there is no prctl (macOS) the next start's clean-up
finds the survivors instead.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    split = arguments.index("--")
    options = dict(zip(arguments[0:split:2], arguments[1:split:2], strict=True))
    program = arguments[split + 1 :]
    prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if "--uid" in options:
        os.setgroups([])
        os.setgid(int(options["--gid"]))
        os.setuid(int(options["--uid"]))
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, int(options["--signal"]), 0, 0, 0)
        if os.getppid() != int(options["--parent"]):
            sys.exit("the supervisor ended before its child began")
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
