"""What the schedule asks of the inventory. The state is the queue."""

from celery import shared_task

from portal.jobs.queue import work_through
from tickets.inventory import confirming, probing, suggesting
from tickets.inventory.importing import runs
from tickets.inventory.models import ItemImport, Probe
from tickets.inventory.radar import advisories, watching


@shared_task(name="inventory.ask_probes", ignore_result=True)
def ask_probes() -> int:
    """Ask the probes that are due: each is claimed, and asked when none is held."""
    asked = 0
    for claims in probing.in_rounds():
        work_through(Probe, claims.take, seconds=probing.CLAIMING)
        asked += claims.ask()
    return asked


@shared_task(name="inventory.sweep_probes", ignore_result=True)
def sweep_probes() -> int:
    """Forget single answers that are a month old."""
    return probing.sweep()


@shared_task(name="inventory.work_imports", ignore_result=True)
def work_imports() -> int:
    """Each file's next batch in turn, one transaction each, until none is due."""
    done = total = work_through(ItemImport, runs.step)
    while done:
        done = work_through(ItemImport, runs.step)
        total += done
    return total


@shared_task(name="inventory.watch_radar", ignore_result=True)
def watch_radar() -> int:
    """What has come near, and what a notice is about that came since."""
    return watching.watch() + advisories.match_all()


@shared_task(name="inventory.ask_owners", ignore_result=True)
def ask_owners() -> int:
    """Ask who owns items that nobody has looked at for a year, once a week."""
    return confirming.ask_owners()


@shared_task(name="inventory.suggest_what_was_seen", ignore_result=True)
def suggest_what_was_seen() -> int:
    """Compare what images say of their devices with what is written down."""
    return suggesting.look()
