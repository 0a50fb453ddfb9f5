"""A private PostgreSQL for a data folder, started when first asked for.

`binaries` finds the programs, `account` says who runs them, `place` where they may
live, `server` starts and stops one, `cluster` puts these together, and `base` is the
Django backend: `ENGINE = "portal.localdb"`.
"""
