"""OHIF, as it is published, opens a study of ours and draws it.

Its ready-made pages are fetched from npm into a cache beside the repository, once;
where npm is missing or gives nothing, the test is skipped, and says so."""

import http.client
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from courses.studies import tokens
from tests import chromium
from tests.dicom_maker import give_pixels
from tests.makers.people import make_user
from tests.makers.studies import make_released, make_slices

PACKAGE = "@ohif/app@3.12.10"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "reading-room"
FETCH_SECONDS, DRAW_SECONDS = 240, 50
SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def pages() -> Path:
    """The folder that OHIF's makers call `dist`."""
    place = CACHE / PACKAGE.replace("/", "-")
    if not (place / "package" / "dist" / "index.html").exists():
        _fetch(place)
    return place / "package" / "dist"


def _fetch(place: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("OHIF WAS NOT TRIED: npm is missing")
    place.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            [npm, "pack", PACKAGE, "--silent"],
            cwd=place,
            check=True,
            capture_output=True,
            timeout=FETCH_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"OHIF WAS NOT TRIED: npm gave no {PACKAGE} ({error})")
    [packed] = place.glob("*.tgz")
    subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
    packed.unlink()


class Door(SimpleHTTPRequestHandler):
    """OHIF's pages and our DICOMweb under one name, as a proxy would have it; what
    it knows of its user, it hands on as our token."""

    protocol_version = "HTTP/1.1"
    site, token, config = "", "", b""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/dicomweb/"):
            self._pass_on()
        elif path == "/app-config.js":
            self._say(200, [("Content-Type", "text/javascript")], self.config)
        else:
            if not Path(self.translate_path(path)).is_file():
                self.path = "/index.html"  # its pages find their own way
            super().do_GET()

    def _pass_on(self) -> None:
        line = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=30)
        asked = {name: value for name, value in self.headers.items() if name != "Host"}
        asked["Authorization"] = f"Bearer {self.token}"
        line.request("GET", self.path, headers=asked)
        answer = line.getresponse()
        kept = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in ("connection", "transfer-encoding", "content-length")
        ]
        self._say(answer.status, kept, answer.read())
        line.close()

    def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def opened(folder: Path, site: str, token: str) -> Iterator[str]:
    source = {
        "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb",
        "sourceName": "ours",
        "configuration": {
            "friendlyName": "Reading Room",
            "name": "ours",
            "qidoRoot": "/dicomweb",
            "wadoRoot": "/dicomweb",
            "qidoSupportsIncludeField": True,
            "imageRendering": "wadors",
            "thumbnailRendering": "wadors",
            "enableStudyLazyLoad": True,
            "supportsFuzzyMatching": True,
            "supportsWildcard": True,
            "bulkDataURI": {"enabled": True},
        },
    }
    config = {
        "routerBasename": "/",
        "extensions": [],
        "modes": [],
        "showStudyList": True,
        "defaultDataSourceName": "ours",
        "dataSources": [source],
    }
    told = f"window.config = {json.dumps(config)};".encode()
    door = type("OneDoor", (Door,), {"site": site, "config": told, "token": token})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(door, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _slices() -> list:
    made = make_slices(5, Rows=128, Columns=128)
    rows, columns = np.mgrid[:128, :128] - 64
    disc = np.where(rows**2 + columns**2 < 40**2, 1100, 24).astype("<u2")
    for one in made:
        give_pixels(one, disc)
    return made


def test_ohif_opens_a_study_and_draws_it(pages, live_server, tmp_path):
    study = make_released(tmp_path, *_slices())
    token = tokens.issue(make_user(), study)
    answers: list[tuple[str, int]] = []

    with opened(pages, live_server.url, token) as url, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(chromium.find()), args=[*chromium.QUIET, *SOFTWARE]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.on("response", lambda one: answers.append((one.url, one.status)))
        page.add_init_script(_NO_TOUR)
        page.goto(f"{url}/viewer?StudyInstanceUIDs={study.uid}")
        try:
            page.wait_for_function(_IS_DRAWN, timeout=DRAW_SECONDS * 1000)
        finally:
            page.screenshot(path=tmp_path / "ohif.png")
            browser.close()

    ours = [(where, status) for where, status in answers if "/dicomweb/" in where]
    frames = [status for where, status in ours if "/frames/" in where]
    assert frames
    assert {status for _where, status in ours} <= {200, 304}, ours
    assert any(where.endswith("/metadata") for where, _status in ours)


_NO_TOUR = """localStorage.setItem("shownTours", JSON.stringify(["basicViewerTour"]))"""
# The disc is light on the dark ground of the viewport, as no empty canvas is.
_IS_DRAWN = """() => [...document.querySelectorAll("canvas")].some(canvas => {
    if (canvas.width < 100) return false;
    const plain = document.createElement("canvas");
    plain.width = plain.height = 64;
    const brush = plain.getContext("2d");
    brush.drawImage(canvas, 0, 0, 64, 64);
    const seen = brush.getImageData(0, 0, 64, 64).data;
    let light = 0;
    for (let at = 0; at < seen.length; at += 4) light += seen[at] > 128;
    return light > 200 && light < 3500;
})"""
