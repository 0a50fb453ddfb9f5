"""`python -m portal.run.migrate`: the schema up to date, however many start at once."""

from portal.run import steps

if __name__ == "__main__":
    steps.set_up()
    steps.migrate()
    steps.let_go()
