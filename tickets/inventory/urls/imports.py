from django.urls import path

from tickets.inventory.views import imports

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/<int:pk>/", imports.file, name="import"),
    path("import/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("import/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("import/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("import/<int:pk>/lines/<int:number>/", imports.line, name="import_line"),
]
