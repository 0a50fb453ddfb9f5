"""Processes that may die: each is forked off when a line on standard input asks for
one, and a line tells how it ended. What they import is imported once, for all."""

import json
import os
import sys

import django


def main() -> None:
    django.setup()
    from tests.courses.studies.killing import deeds, failpoint

    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            os.setsid()
            if told["kill_at"]:
                failpoint.arm(told["kill_at"])
            getattr(deeds, told["deed"])(*told["words"])
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
