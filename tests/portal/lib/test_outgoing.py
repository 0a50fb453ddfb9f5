"""What may be reached, and that nothing else is, whatever a form, a name server or a
redirect says. All callers and all answers are on loopback."""

import socket
import ssl
from ipaddress import ip_address
from time import monotonic, sleep

import pytest

from portal.lib.outgoing import (
    Deadline,
    Networks,
    Request,
    Trouble,
    Unreachable,
    ask,
    dialled,
    names,
    tls_of,
)
from tests.makers.answering import answering, keeps_quiet, make_tls, says

HERE = Networks.of(["127.0.0.1/32"])


class Resolver:
    """A name server under a stranger's hand: each time it says the next thing."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), 0

    def __call__(self, host, port, **_over):
        self.asked += 1
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port, 0, 0) if ":" in one else (one, port),
            )
            for one in said
        ]


@pytest.fixture
def resolver(monkeypatch):
    def use(*answers):
        made = Resolver(*answers)
        monkeypatch.setattr(names, "getaddrinfo", made)
        return made

    return use


def trouble_of(url, networks=HERE, **over):
    with pytest.raises(Unreachable) as caught:
        ask(Request(url, **over), networks=networks)
    return caught.value.trouble


class TestTheList:
    @pytest.mark.parametrize(
        ("address", "listed"),
        [
            ("10.20.3.4", ["10.20.0.0/16"]),
            ("10.20.3.4", ["10.20.3.4"]),
            ("::ffff:10.20.3.4", ["10.20.0.0/16"]),
            ("127.0.0.1", ["127.0.0.0/8"]),
            ("::1", ["::1"]),
            ("fe80::1%eth0", ["fe80::/64"]),
            ("2a01:db8::4", ["2a01:db8::/32"]),
        ],
    )
    def test_lets_through_what_stands_on_it(self, address, listed):
        assert Networks.of(listed).allow(names.address_of(address))

    @pytest.mark.parametrize(
        ("address", "listed"),
        [
            ("10.20.3.4", []),
            ("10.21.0.1", ["10.20.0.0/16"]),
            ("::ffff:10.21.0.1", ["10.20.0.0/16"]),
            ("::ffff:127.0.0.1", ["0.0.0.0/0", "::/0"]),
            ("127.0.0.1", ["0.0.0.0/0"]),
            ("::1", ["::/0"]),
            ("169.254.169.254", ["0.0.0.0/0"]),
            ("fe80::1", ["::/0"]),
            ("0.0.0.0", ["0.0.0.0/0"]),  # noqa: S104 - nobody listens here
            ("::", ["::/0"]),
            ("255.255.255.255", ["0.0.0.0/0"]),
            ("224.0.0.1", ["0.0.0.0/0"]),
            ("64:ff9b::7f00:1", ["::/0"]),
            ("2002:7f00:1::", ["::/0"]),
            ("::7f00:1", ["::/0"]),
        ],
    )
    def test_keeps_out_what_it_does_not_name(self, address, listed):
        assert not Networks.of(listed).allow(names.address_of(address))

    def test_refuses_a_line_that_is_no_network(self):
        with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
            Networks.of(["10.0.0.0/99"])

    def test_an_address_with_bits_beyond_its_mask_is_a_slip(self):
        with pytest.raises(ValueError, match="host bits"):
            Networks.of(["10.0.0.7/8"])


class TestNames:
    def test_a_name_that_leads_to_a_listed_address_is_asked_once(self, resolver):
        dns = resolver(["127.0.0.1"])

        with answering(says(body=b"here")) as port:
            answer = ask(Request(f"http://archive.test:{port}/"), networks=HERE)

        assert (answer.status, answer.body, dns.asked) == (200, b"here", 1)

    def test_a_name_that_changes_its_mind_after_the_look_gains_nothing(self, resolver):
        dns = resolver(["127.0.0.1"], ["127.0.0.2"])
        heard = []

        def talk(line):
            heard.append(line.getsockname()[0])
            says()(line)

        with answering(talk) as port:
            ask(Request(f"http://archive.test:{port}/"), networks=HERE)

        assert heard == ["127.0.0.1"]
        assert dns.asked == 1

    @pytest.mark.parametrize(
        "addresses",
        [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "::1"]],
    )
    def test_a_name_that_also_leads_outside_is_not_asked(self, resolver, addresses):
        resolver(addresses)

        with answering(says()) as port:
            assert trouble_of(f"http://archive.test:{port}/") == Trouble.OUTSIDE

    @pytest.mark.parametrize(
        "host",
        ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "0"],
    )
    def test_loopback_in_disguise_is_loopback(self, host):
        wide = Networks.of(["0.0.0.0/0", "::/0"])

        assert trouble_of(f"http://{host}:9/", wide) == Trouble.OUTSIDE

    def test_another_spelling_of_a_listed_address_is_that_address(self):
        with answering(says(body=b"here")) as port:
            answer = ask(Request(f"http://2130706433:{port}/"), networks=HERE)

        assert answer.body == b"here"

    def test_an_address_dressed_as_the_newer_kind_is_the_one_it_hides(self, resolver):
        resolver(["::ffff:127.0.0.1"])

        with answering(says(body=b"here")) as port:
            request = Request(f"http://archive.test:{port}/")
            assert ask(request, networks=HERE).body == b"here"
            assert trouble_of(request.url, Networks.of(["::1"])) == Trouble.OUTSIDE

    @pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".test", "nobody.invalid"])
    def test_no_such_name_is_said_so(self, host):
        assert trouble_of(f"http://{host}/") == Trouble.NAME

    def test_a_name_server_that_does_not_answer_costs_no_more_than_was_given(
        self, monkeypatch
    ):
        monkeypatch.setattr(names, "getaddrinfo", lambda *_a, **_k: sleep(1))
        began = monotonic()

        assert trouble_of("http://archive.test/", seconds=0.1) == Trouble.SLOW
        assert monotonic() - began < 0.8


class TestRedirects:
    def test_one_to_a_listed_address_is_followed_as_far_as_was_said(self):
        with answering(says(body=b"there")) as there:
            to = f"http://127.0.0.1:{there}/x"
            with answering(says(status="302 Found", Location=to)) as here:
                url = f"http://127.0.0.1:{here}/"
                followed = ask(Request(url, hops=1), networks=HERE)
                stayed = ask(Request(url), networks=HERE)

        assert (followed.url, followed.body) == (to, b"there")
        assert (stayed.url, stayed.status) == (url, 302)

    @pytest.mark.parametrize(
        ("to", "trouble"),
        [
            ("http://127.0.0.2:{port}/", Trouble.OUTSIDE),
            ("http://[::1]:{port}/", Trouble.OUTSIDE),
            ("//169.254.169.254/latest/meta-data", Trouble.OUTSIDE),
            ("file:///etc/passwd", Trouble.ADDRESS),
            ("gopher://127.0.0.1:{port}/", Trouble.ADDRESS),
        ],
    )
    def test_one_to_anywhere_else_is_not(self, to, trouble):
        with answering(says()) as port:
            elsewhere = says(status="307 Moved", Location=to.format(port=port))
            with answering(elsewhere) as here:
                assert trouble_of(f"http://127.0.0.1:{here}/", hops=3) == trouble

    def test_a_circle_ends(self):
        with answering(says(status="301 Moved", Location="/again")) as port:
            answer = ask(Request(f"http://127.0.0.1:{port}/", hops=3), networks=HERE)

        assert answer.status == 301

    def test_another_host_is_told_none_of_the_headers_and_nothing_is_posted_on(self):
        heard = []

        def listen(line):
            heard.append(line.recv(65536).decode())
            line.sendall(b"HTTP/1.1 204 Gone\r\n\r\n")

        with answering(listen) as there:
            to = f"http://127.0.0.1:{there}/"
            with answering(says(status="307 Moved", Location=to)) as here:
                request = Request(
                    f"http://127.0.0.1:{here}/",
                    method="POST",
                    headers={"Authorization": "secret"},
                    body=b"told",
                    hops=1,
                )
                ask(request, networks=HERE)

        assert heard[0].startswith("GET / ")
        assert "secret" not in heard[0]
        assert "told" not in heard[0]


class TestLimits:
    @pytest.mark.parametrize("drop", [b"", b"H", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nz"])
    def test_whoever_dribbles_is_cut_off_in_time(self, drop):
        def dribble(line):
            line.recv(65536)
            line.sendall(drop)
            while True:
                sleep(0.05)
                line.sendall(b"x")

        with answering(dribble) as port:
            began = monotonic()
            trouble = trouble_of(f"http://127.0.0.1:{port}/", seconds=0.4)

        assert trouble == Trouble.SLOW
        assert monotonic() - began < 1.5

    def test_a_long_answer_is_read_no_further_than_was_said(self):
        with answering(says(body=b"x" * 5000)) as port:
            url = f"http://127.0.0.1:{port}/"
            cut = ask(Request(url, most_bytes=1000), networks=HERE)
            whole = ask(Request(url, most_bytes=5000), networks=HERE)

        assert (len(cut.body), cut.is_whole) == (1000, False)
        assert (len(whole.body), whole.is_whole) == (5000, True)

    def test_a_proxy_in_the_environment_is_not_asked(self, monkeypatch):
        with answering(says(body=b"the proxy")) as proxy:
            monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy}")
            monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy}")
            with answering(says(body=b"itself")) as port:
                answer = ask(Request(f"http://127.0.0.1:{port}/"), networks=HERE)

        assert answer.body == b"itself"

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://127.0.0.1/",
            "http:///nowhere",
            "http://user:word@127.0.0.1/",
            "http://127.0.0.1:port/",
            "http://[::1/",
            "127.0.0.1",
        ],
    )
    def test_what_is_no_web_address_is_not_asked(self, url):
        assert trouble_of(url) == Trouble.ADDRESS

    def test_nobody_there_and_another_language_are_told_apart(self):
        with answering(lambda line: line.sendall(b"220 mail\r\n")) as port:
            assert trouble_of(f"http://127.0.0.1:{port}/") == Trouble.TALK

        assert trouble_of(f"http://127.0.0.1:{port}/") == Trouble.REFUSED


class TestSecrecy:
    def test_the_name_stays_what_is_asked_for_and_compared(self, tmp_path, resolver):
        resolver(["127.0.0.1"])
        server, wanted = make_tls(tmp_path, name="archive.test"), []
        server.sni_callback = lambda _line, name, _context: wanted.append(name)
        known = ssl.create_default_context(cafile=tmp_path / "archive.test.pem")

        with answering(says(body=b"here"), tls=server) as port:
            request = Request(f"https://archive.test:{port}/", tls=known)
            answer = ask(request, networks=HERE)
            other = trouble_of(f"https://other.test:{port}/", tls=known)

        assert answer.body == b"here"
        assert wanted[0] == "archive.test"
        assert other == Trouble.TLS

    def test_a_certificate_that_nobody_vouches_for_is_not_believed(self, tmp_path):
        with answering(says(), tls=make_tls(tmp_path)) as port:
            url = f"https://127.0.0.1:{port}/"
            assert trouble_of(url) == Trouble.TLS
            asked = ask(Request(url, tls=tls_of(trusting=True)), networks=HERE)

        assert asked.status == 200

    def test_one_who_never_shakes_hands_is_left_in_time(self):
        with (
            answering(keeps_quiet) as port,
            pytest.raises(Unreachable) as caught,
            dialled(
                "127.0.0.1",
                port,
                networks=HERE,
                deadline=Deadline(0.3),
                tls=tls_of(),
            ),
        ):
            pass

        assert caught.value.trouble == Trouble.SLOW


def test_an_empty_list_reaches_nobody_and_asks_no_name_server(resolver):
    dns = resolver(["127.0.0.1"])

    assert trouble_of("http://archive.test/", Networks()) == Trouble.OUTSIDE
    assert dns.asked == 0
    assert not Networks().allow(ip_address("8.8.8.8"))
