from itertools import pairwise

import pytest

from tickets.inventory.mapping.layout import BOX, Spot, lay_out


def hospital(scanners):
    """Scanners feed a router, that an archive, and that two workstations."""
    spots = [Spot(f"ct{n:03}", 0, "general") for n in range(scanners)]
    spots += [Spot("router", 1, "general"), Spot("pacs", 2, "general")]
    spots += [Spot("ws1", 3, "general"), Spot("ws2", 3, "general")]
    lines = [(spot.id, "router") for spot in spots if spot.lane == 0]
    lines += [("router", "pacs"), ("pacs", "ws1"), ("pacs", "ws2")]
    return spots, lines


def test_images_flow_from_left_to_right():
    layout = lay_out(*hospital(3), ["general"])

    xs = [layout.places[name][0] for name in ("ct000", "router", "pacs", "ws1")]

    assert xs == sorted(xs)
    assert all(right - left > BOX[0] for left, right in pairwise(xs))


@pytest.mark.parametrize("scanners", [16, 116, 296])
def test_no_box_lies_on_another(scanners):
    layout = lay_out(*hospital(scanners), ["general"])

    rows = {}
    for x, y in layout.places.values():
        rows.setdefault(y, []).append(x)
    for xs in rows.values():
        assert all(b - a >= BOX[0] for a, b in pairwise(sorted(xs)))
    ys = sorted({y for _x, y in layout.places.values()})
    by_column = {}
    for x, y in layout.places.values():
        by_column.setdefault(x, []).append(y)
    for ys in by_column.values():
        assert all(b - a >= BOX[1] for a, b in pairwise(sorted(ys)))


def test_a_map_of_hundreds_is_no_ribbon():
    layout = lay_out(*hospital(116), ["general"])

    assert layout.height < layout.width * 1.5


def test_lines_that_can_run_side_by_side_do_not_cross():
    spots = [Spot(f"a{n}", 0, "g", (n,)) for n in range(4)]
    spots += [Spot(f"b{n}", 1, "g", (-n,)) for n in range(4)]
    lines = [(f"a{n}", f"b{n}") for n in range(4)]

    layout = lay_out(spots, lines, ["g"])

    places = layout.places
    left = sorted(range(4), key=lambda n: places[f"a{n}"][1])
    right = sorted(range(4), key=lambda n: places[f"b{n}"][1])
    assert left == right


def test_each_facility_has_its_band_one_below_the_other():
    spots = [Spot("here", 0, "general"), Spot("there", 0, "harbour")]

    layout = lay_out(spots, [], ["general", "empty", "harbour"])

    assert [band.key for band in layout.bands] == ["general", "harbour"]
    upper, lower = layout.bands
    assert upper.y + upper.height <= lower.y
    assert lower.y < layout.places["there"][1] < lower.y + lower.height


def test_the_same_department_is_always_drawn_the_same():
    spots, lines = hospital(20)

    first = lay_out(spots, lines, ["general"])
    again = lay_out(list(reversed(spots)), lines, ["general"])

    assert first.places == again.places


def test_nothing_at_all_can_be_laid_out():
    assert lay_out([], [], []).places == {}
