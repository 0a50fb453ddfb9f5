from django.urls import path

from tickets.inventory.views import suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/<int:pk>/yes/", suggestions.accept, name="suggestion_accept"),
    path("suggestions/<int:pk>/no/", suggestions.refuse, name="suggestion_refuse"),
    path("suggestions/<int:pk>/is/", suggestions.is_item, name="suggestion_is"),
]
