"""Database and files in one sealed archive, and back again.

A room beside the floors: it knows no table and no app, only a server, some folders and
the archive. `manage.py backup` and `manage.py restore` are its doors.
"""
