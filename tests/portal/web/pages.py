"""Small pages to press keys on."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import include, path

FRAME = "{% extends 'base.html' %}{% load rr %}{% block title %}Page{% endblock %}"
LIST = """{% block main %}
<table class="table"><tbody data-rows>
    <tr>
        <th scope="row"><a href="/one/">One</a></th>
        <td><input type="checkbox" aria-label="One"></td>
    </tr>
    <tr>
        <th scope="row"><a href="/two/">Two</a></th>
        <td><input type="checkbox" aria-label="Two"></td>
    </tr>
</tbody></table>
<a href="/three/" data-key="n">New ticket</a>
{% endblock %}"""
MATRIX = """{% block main %}
<table class="rr-matrix"><tbody>
    <tr>
        <th scope="row">A</th>
        <td><button class="rr-cell" id="a1">1</button></td>
        <td></td>
        <td><button class="rr-cell" id="a3">3</button></td>
    </tr>
    <tr>
        <th scope="row">B</th>
        <td><button class="rr-cell" id="b1">1</button></td>
        <td><button class="rr-cell" id="b2">2</button></td>
        <td><button class="rr-cell" id="b3">3</button></td>
    </tr>
</tbody></table>
{% endblock %}"""
WRITE = """{% block heading %}Reply{% endblock %}{% block main %}
<form method="post" data-draft="reply" novalidate>
    {% csrf_token %}{{ form }}
    <button class="btn btn-primary" name="verb" value="send">Send</button>
</form>
{% endblock %}"""
sent: list[str] = []


class ReplyForm(forms.Form):
    see = forms.ChoiceField(
        choices=[("all", "Everybody"), ("desk", "The desk")],
        initial="all",
        required=False,
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        min_length=5, widget=forms.Textarea(attrs={"minlength": ""})
    )


def page(request, body, **context):
    template = Template(FRAME + body)
    return HttpResponse(template.render(RequestContext(request, context)))


def write(request):
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        sent.append(request.POST["verb"])
        messages.success(request, "Sent.")
        return redirect("/list/")
    return page(request, WRITE, form=form)


urlpatterns = [
    path("list/", lambda request: page(request, LIST)),
    path("matrix/", lambda request: page(request, MATRIX)),
    path("write/", write),
    path("two/", lambda request: page(request, "{% block heading %}Two{% endblock %}")),
    path(
        "three/", lambda request: page(request, "{% block heading %}New{% endblock %}")
    ),
    path("", include("portal.web.urls")),
    path("accounts/", include("allauth.urls")),
]
