import pytest
from django.db import IntegrityError
from django.urls import reverse

from portal.audit.models import AuditEvent
from tests.makers.inventory import make_item, make_item_type
from tests.makers.knowledge import make_article, make_known_error
from tests.makers.people import make_agent, make_user
from tickets.knowledge import panels, search
from tickets.knowledge.models import Article, State, Vote

pytestmark = pytest.mark.django_db
ARTICLES = reverse("knowledge:articles")


def door(name: str, article: Article) -> str:
    return reverse(f"knowledge:{name}", args=[article.slug])


def titles(response) -> list[str]:
    return [article.title for article in response.context["page"].rows]


def typed(**over):
    return {
        "title": "PACS is slow",
        "summary": "What to look at first.",
        "body": "# First\n\nLook at the **queue**.",
        **over,
    }


def test_everybody_reads_what_is_published_and_nobody_else_a_draft(client):
    published, draft = make_article(), make_article(state=State.DRAFT)
    retired = make_article(state=State.RETIRED)

    client.force_login(make_user())

    assert client.get(door("article", published)).status_code == 200
    assert client.get(door("article", draft)).status_code == 404
    assert client.get(door("article", retired)).status_code == 404
    assert titles(client.get(ARTICLES)) == [published.title]
    assert titles(client.get(ARTICLES, {"show": "drafts"})) == []


def test_agents_find_their_drafts_and_what_was_retired(client):
    client.force_login(make_agent())
    draft = make_article(state=State.DRAFT)
    retired = make_article(state=State.RETIRED)

    assert titles(client.get(ARTICLES, {"show": "drafts"})) == [draft.title]
    assert titles(client.get(ARTICLES, {"show": "retired"})) == [retired.title]


def test_articles_are_found_by_words_type_and_known_error(client):
    client.force_login(make_user())
    kind = make_item_type()
    plain = make_article(title="Burning a disc", item_types=[kind])
    known = make_known_error(title="Empty list after midnight")

    assert titles(client.get(ARTICLES, {"q": "discs"})) == [plain.title]
    assert titles(client.get(ARTICLES, {"about": kind.pk})) == [plain.title]
    assert titles(client.get(ARTICLES, {"show": "known"})) == [known.title]


def test_a_page_of_articles_costs_the_same_for_three_and_for_thirty(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(make_agent())
    for _one in range(3):
        make_article()
    with django_assert_max_num_queries(12) as few:
        client.get(ARTICLES)

    for _one in range(27):
        make_article()

    with django_assert_num_queries(len(few)):
        assert len(client.get(ARTICLES).context["page"]) == 30


def test_an_agent_writes_a_draft_and_publishes_it(client):
    agent, item = make_agent(), make_item(name="PACS")
    client.force_login(agent)

    client.post(reverse("knowledge:write"), typed(items="pacs"))
    article = Article.objects.get()
    client.post(door("publish", article))

    article.refresh_from_db()
    assert (article.slug, article.author) == ("pacs-is-slow", agent)
    assert article.html == (
        "<h2>First</h2>\n<p>Look at the <strong>queue</strong>.</p>\n"
    )
    assert list(article.items.all()) == [item]
    assert article.state == State.PUBLISHED
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"article.written", "article.published"} <= set(verbs)


def test_nobody_else_writes(client):
    client.force_login(make_user())
    article = make_article()

    assert client.post(reverse("knowledge:write"), typed()).status_code == 403
    for verb in ("change", "publish", "retire"):
        assert client.post(door(verb, article), typed()).status_code == 403


def test_what_is_written_never_runs(client):
    client.force_login(make_agent())

    client.post(
        reverse("knowledge:write"),
        typed(body="<script>alert(1)</script> [x](javascript:alert(1))"),
    )

    body = client.get(Article.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in body
    assert 'href="javascript' not in body


def test_two_articles_of_one_title_have_two_addresses(client):
    client.force_login(make_agent())

    for _time in range(2):
        client.post(reverse("knowledge:write"), typed())
    client.post(reverse("knowledge:write"), typed(title="New"))

    slugs = set(Article.objects.values_list("slug", flat=True))
    assert slugs == {"pacs-is-slow", "pacs-is-slow-2", "new-article"}


def test_a_change_keeps_the_address_and_renders_anew(client):
    client.force_login(make_agent())
    article = make_article(slug="old-address", items=[make_item()])

    client.post(door("change", article), typed(title="New title", items=""))

    article.refresh_from_db()
    assert (article.slug, article.title) == ("old-address", "New title")
    assert "<strong>queue</strong>" in article.html
    assert not article.items.exists()


def test_a_known_error_says_how_it_shows_itself_and_what_helps(client):
    client.force_login(make_agent())

    response = client.post(reverse("knowledge:write"), typed(known_error="on"))

    assert set(response.context["form"].errors) == {"symptom", "workaround"}
    with pytest.raises(IntegrityError, match="a_known_error_has_a_symptom"):
        make_known_error(symptom="")


def test_each_item_that_nobody_knows_is_named(client):
    client.force_login(make_agent())
    make_item(name="PACS")

    response = client.post(
        reverse("knowledge:write"), typed(items="PACS, CT 99, MR 99")
    )

    said = response.context["form"].errors["items"]
    assert said == ["No item is called “CT 99”.", "No item is called “MR 99”."]


def test_an_article_is_published_once(client):
    client.force_login(make_agent())
    article = make_article()

    response = client.post(door("publish", article))

    assert response.status_code == 409


def test_each_person_answers_once_and_may_change_the_answer(client):
    reader, article = make_user(), make_article()
    client.force_login(reader)

    client.post(door("vote", article), {"helpful": "yes"})
    client.post(door("vote", article), {"helpful": "no"})

    vote = Vote.objects.get()
    assert (vote.person, vote.helpful) == (reader, False)


def test_the_page_of_an_item_tells_what_is_good_to_know_known_errors_first(client):
    item = make_item()
    by_type = make_article(item_types=[item.type])
    known = make_known_error(items=[item], item_types=[item.type])
    make_article(items=[item], state=State.DRAFT)

    given = panels.on_item(item, make_user())

    assert given == {"articles": [known, by_type], "may_write": False}
    client.force_login(make_user())
    assert known.title in client.get(item.get_absolute_url()).content.decode()


def test_the_search_box_finds_published_articles_alone():
    wanted = make_article(title="Reconcile after downtime")
    make_article(title="Downtime draft", state=State.DRAFT)

    hits = search.find(make_agent(), "downtime", 5)

    assert [hit.title for hit in hits] == [wanted.title]


def test_a_program_reads_articles(client):
    client.force_login(make_user())
    article = make_known_error(title="Empty list")
    make_article(state=State.DRAFT)

    page = client.get("/api/v1/articles", {"q": "empty", "known_errors": True}).json()
    one = client.get(f"/api/v1/articles/{article.slug}").json()

    assert [found["slug"] for found in page["articles"]] == [article.slug]
    assert one["html"] == "<p>Do this.</p>\n"
