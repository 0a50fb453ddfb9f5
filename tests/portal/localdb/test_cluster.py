"""A data folder's database starts when asked for, whatever was left behind there."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.localdb import cluster, server
from portal.localdb.errors import LocalDatabaseError
from tests.portal.localdb.conftest import Use, ends, needs_root

SOURCES = pytest.mark.parametrize("source", ["", "wheel"], ids=["installed", "wheel"])


@SOURCES
def test_who_comes_first_starts_it_and_the_last_one_out_stops_it(
    folder: Path, use: Use, source: str
) -> None:
    first = use(folder / "data", PORTAL_POSTGRES=source).hear()
    second = use(folder / "data", PORTAL_POSTGRES=source).hear()
    first.ask("CREATE TABLE kept (what text)")

    first.leave()
    assert second.ask("SELECT count(*) FROM kept") == (0,)
    second.leave()

    assert ends(second.server)
    third = use(folder / "data", PORTAL_POSTGRES=source).hear()
    assert third.ask("SELECT count(*) FROM kept") == (0,)


@SOURCES
def test_it_has_what_the_portal_needs(folder: Path, use: Use, source: str) -> None:
    holder = use(folder / "data", PORTAL_POSTGRES=source).hear()

    holder.ask("CREATE EXTENSION pg_trgm")
    holder.ask("CREATE EXTENSION btree_gist")

    assert holder.ask("SHOW listen_addresses") == ("",)
    assert holder.ask("SELECT upper('é'), similarity('chest', 'chests') > 0.5") == (
        "É",
        True,
    )


def test_four_that_start_at_once_all_succeed(folder: Path, use: Use) -> None:
    started = [use(folder / "data") for _ in range(4)]

    servers = {holder.hear().server for holder in started}

    assert len(servers) == 1
    for holder in started:
        holder.leave()
    assert ends(servers.pop())


def test_after_kill_9_of_everything_the_next_start_works(
    folder: Path, use: Use
) -> None:
    holder = use(folder / "data").hear()
    holder.ask("CREATE TABLE kept (what text)")
    busy = subprocess.Popen(
        [sys.executable, "-c", HANG, holder.host], stderr=subprocess.DEVNULL
    )
    time.sleep(0.3)

    holder.process.kill()
    os.kill(holder.server, signal.SIGKILL)
    again = use(folder / "data").hear()

    assert again.server != holder.server
    assert again.ask("SELECT count(*) FROM kept") == (0,)
    busy.wait(20)


HANG = """
import psycopg, sys
with psycopg.connect(host=sys.argv[1], user="portal", dbname="portal") as c:
    c.execute("SELECT pg_sleep(5)")
"""


def test_a_stale_pid_file_may_name_a_living_stranger(folder: Path, use: Use) -> None:
    use(folder / "data").hear().leave()
    place = folder / "data/postgres"
    owner = (place / "cluster").stat().st_uid
    lent = {"user": owner} if owner != os.geteuid() else {}
    with subprocess.Popen(["/bin/sleep", "60"], **lent) as stranger:
        for stale in ("cluster/postmaster.pid", "run/.s.PGSQL.5432.lock"):
            (place / stale).write_text(f"{stranger.pid}\n{place}/cluster\n")
        (place / "run/.s.PGSQL.5432").touch()

        holder = use(folder / "data").hear()

        assert holder.ask("SELECT 1") == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_a_cluster_half_made_never_counts(folder: Path, use: Use) -> None:
    half = folder / "data/postgres/init-before"
    half.mkdir(parents=True, mode=0o711)
    (folder / "data").chmod(0o711)
    (half / "PG_VERSION").write_text("15\n")

    holder = use(folder / "data").hear()

    assert holder.ask("SELECT 1") == (1,)
    assert not half.exists()


def test_a_server_that_dies_is_started_again(folder: Path) -> None:
    try:
        cluster.ensure(folder / "data")
        before = server.pid_of(folder / "data/postgres/cluster")
        assert before is not None
        os.kill(before, signal.SIGKILL)
        time.sleep(cluster.LOOK_AGAIN_SECONDS)

        cluster.ensure(folder / "data")

        assert server.pid_of(folder / "data/postgres/cluster") not in {None, before}
    finally:
        cluster.release(folder / "data")


def test_a_forked_process_is_a_user_of_its_own(folder: Path, use: Use) -> None:
    holder = use(folder / "data", "fork").hear()

    assert holder.process.wait(30) == 0
    time.sleep(0.5)
    assert holder.ask("SELECT 1") == (1,)

    assert holder.process.stdin is not None
    holder.process.stdin.close()
    assert ends(holder.server)


def test_a_long_path_moves_the_socket_to_a_folder_nobody_else_may_enter(
    folder: Path, use: Use
) -> None:
    deep = folder.joinpath(*["a-rather-long-folder-name"] * 6)
    deep.mkdir(parents=True, mode=0o711)

    holder = use(deep / "data").hear()

    assert holder.ask("SELECT 1") == (1,)
    about = Path(holder.host).lstat()
    assert len(holder.host) < 90
    assert stat.S_IMODE(about.st_mode) == 0o700
    assert about.st_uid == (deep / "data/postgres/cluster").stat().st_uid
    holder.leave()
    assert not Path(holder.host).exists()


def test_a_socket_folder_that_somebody_else_could_have_made_is_not_trusted(
    folder: Path, use: Use
) -> None:
    deep = folder.joinpath(*["a-rather-long-folder-name"] * 6)
    deep.mkdir(parents=True, mode=0o711)
    use(deep / "data").hear().leave()
    trap = folder / "trap"
    trap.mkdir()
    trap.chmod(0o777)
    (deep / "data/postgres/sockets").write_text(f"{trap}\n")

    holder = use(deep / "data").hear()

    assert holder.host != str(trap)
    assert not list(trap.iterdir())


@needs_root
@SOURCES
def test_root_in_a_home_that_others_cannot_enter(
    folder: Path, use: Use, source: str
) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)

    holder = use(home / "data", PORTAL_POSTGRES=source).hear()

    outside = Path(holder.home)
    assert holder.ask("SELECT 1") == (1,)
    assert str(outside.parent) == "/var/lib/reading-room"
    assert stat.S_IMODE(outside.stat().st_mode) == 0o700
    assert outside.stat().st_uid != 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    holder.leave()
    assert use(home / "data", PORTAL_POSTGRES=source).hear().home == str(outside)


@needs_root
def test_root_lends_postgres_an_account_and_leaves_permissions_alone(
    folder: Path, use: Use
) -> None:
    data = folder / "data"
    data.mkdir(mode=0o711)
    before = [(p.stat().st_mode, p.stat().st_uid) for p in (folder, data)]

    holder = use(data).hear()

    assert Path(f"/proc/{holder.server}").stat().st_uid != 0
    assert [(p.stat().st_mode, p.stat().st_uid) for p in (folder, data)] == before


def test_a_database_of_another_major_version_is_told_of_before_the_start(
    folder: Path,
) -> None:
    made = folder / "data/postgres/cluster"
    made.mkdir(parents=True, mode=0o711)
    (folder / "data").chmod(0o711)
    (made / "PG_VERSION").write_text("9\n")

    with pytest.raises(LocalDatabaseError) as refused:
        cluster.ensure(folder / "data")

    assert "was made by PostgreSQL 9" in str(refused.value)
    assert "install PostgreSQL 9" in str(refused.value)
    assert not (made / "server.log").exists()
