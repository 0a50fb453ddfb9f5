import pytest

from portal.lib.markdown import plain, render


@pytest.mark.parametrize("text", ["# Queue\n## First", "### Queue\n#### First"])
def test_headings_of_a_text_stand_right_below_the_title_of_the_page(text):
    assert render(text) == "<h2>Queue</h2>\n<h3>First</h3>\n"


def test_the_deepest_heading_is_the_sixth():
    assert "<h6>" in render("# One\n###### Deepest")


def test_a_table_wears_the_dress_of_the_house():
    html = render("| Port | Use |\n|---|---|\n| 104 | DICOM |")

    assert html.startswith('<div class="rr-scroll" tabindex="0"><table class="table">')
    assert "<td>DICOM</td>" in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        '<a href="x" onclick="alert(1)">here</a>',
    ],
)
def test_nothing_that_runs_comes_through(attack):
    html = render(attack)

    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'src="javascript' not in html
    assert " onerror=alert(1)>" not in html.replace("&gt;", "")


def test_html_in_a_text_is_shown_and_not_run():
    assert render("Write <OrderNumber> here") == (
        "<p>Write &lt;OrderNumber&gt; here</p>\n"
    )


def test_a_link_may_lead_within_the_portal_and_out_of_it():
    assert 'href="/inventory/"' in render("[items](/inventory/)")
    assert 'href="https://dicom.nema.org/"' in render("[x](https://dicom.nema.org/)")


def test_plain_words_lose_the_signs_and_keep_the_words():
    text = "# Stuck\n\n1. Open **Queue**\n2. Press `Retry`\n\n```\nAE CT2_ED\n```"

    assert plain(text) == "Stuck Open Queue Press Retry AE CT2_ED"
