"""`make run`: the whole site from one command, on one machine, for one terminal.

`checks` says at once what would go wrong, `steps` makes database and files ready, and
`children` keeps web, worker and schedule running until Ctrl-C.
"""
