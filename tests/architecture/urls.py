"""Every address of the site, read off the URL resolver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

SAMPLES = {
    "int": 1,
    "slug": "some-slug",
    "uuid": "6f1c1f0e-8a2b-4a57-9b3e-1d2c3b4a5f60",
    "str": "some",
    "path": "some/path",
    "uid": "1.2.840.1",
    "shortid": "abcd2345",
    "frames": "1",
    "bulk": "00420011",
    "reference": "INC-1",
}


@dataclass(frozen=True)
class Address:
    name: str
    url: str


def addresses() -> list[Address]:
    """Each named pattern once, with a value that fits each of its converters."""
    return sorted(set(_walk(get_resolver(), "", {})), key=lambda one: one.name)


def _walk(
    resolver: URLResolver, namespace: str, above: Mapping[str, object]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        values = {**above, **_values(entry)}
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from _walk(entry, inner, values)
        elif isinstance(entry, URLPattern) and entry.name:
            name = f"{namespace}:{entry.name}" if namespace else entry.name
            yield Address(name, reverse(name, kwargs=values))


def _values(entry: URLPattern | URLResolver) -> dict[str, object]:
    route = entry.pattern
    if isinstance(route, RegexPattern):
        groups = route.regex.groupindex
        return {name: "1" if "uid" in name else "1-a" for name in groups}
    return {name: _sample(one) for name, one in route.converters.items()}


def _sample(converter: object) -> object:
    kind = type(converter).__name__.removesuffix("Converter").lower()
    if kind == "string":
        kind = "str"
    sample = getattr(converter, "sample", None) or SAMPLES.get(kind)
    assert sample is not None, f"Say in tests/architecture/urls.py what fits {kind}."
    return sample
