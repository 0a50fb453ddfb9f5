"""Items themselves: the list, one, its labels and papers."""

from django.urls import path

from tickets.inventory.views import documents, history, items, labels

urlpatterns = [
    path("", items.items, name="items"),
    path("new/", items.add, name="add"),
    path("new/asked/", items.asked, name="asked"),
    path("new/covered/", items.covered, name="covered"),
    path("labels/", labels.label_sheets, name="label_sheets"),
    path("labels/labels.pdf", labels.labels_pdf, name="labels_pdf"),
    path("<item:short_id>/", items.item, name="item"),
    path("<item:short_id>/label/", labels.label, name="label"),
    path("<item:short_id>/qr.svg", labels.qr, name="qr"),
    path("<item:short_id>/history/", history.history, name="history"),
    path("<item:short_id>/change/", items.change, name="change"),
    path("<item:short_id>/documents/", documents.documents, name="documents"),
    path("<item:short_id>/documents/<int:pk>/", documents.document, name="document"),
    path(
        "<item:short_id>/documents/<int:pk>/small/",
        documents.thumbnail,
        name="thumbnail",
    ),
    path(
        "<item:short_id>/documents/<int:pk>/remove/",
        documents.remove,
        name="remove_document",
    ),
]
