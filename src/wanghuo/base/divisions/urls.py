from django.urls import path

from . import grid_pages, pages, update_pages

urlpatterns = [
    path("divisions/", pages.map_page, name="divisions"),
    path("divisions/map.json", pages.map_data, name="divisions-map-data"),
    path("divisions/list/", pages.tree, name="divisions-tree"),
    path("divisions/find/", pages.find, name="divisions-find"),
    path("divisions/updates/", update_pages.index, name="divisions-updates"),
    path("divisions/updates/edition/", update_pages.upload_edition, name="divisions-upload-edition"),
    path("divisions/updates/boundaries/", update_pages.upload_boundaries, name="divisions-upload-boundaries"),
    path("divisions/updates/<int:pk>/", update_pages.show, name="divisions-update"),
    path("divisions/updates/<int:pk>/choose/", update_pages.choose, name="divisions-update-choose"),
    path("divisions/updates/<int:pk>/confirm/", update_pages.confirm, name="divisions-update-confirm"),
    path("divisions/updates/<int:pk>/apply/", update_pages.apply, name="divisions-update-apply"),
    path("divisions/updates/<int:pk>/discard/", update_pages.discard, name="divisions-update-discard"),
    path("divisions/<str:code>/", pages.detail, name="division"),
    path("divisions/<str:code>/panel/", pages.panel, name="division-panel"),
    path("divisions/<str:code>/boundary/", grid_pages.boundary, name="division-boundary"),
    path("divisions/<str:code>/grids/", grid_pages.create_grid, name="division-create-grid"),
    path("divisions/<str:code>/rename/", grid_pages.rename_grid, name="division-rename-grid"),
    path("divisions/<str:code>/retire/", grid_pages.retire_grid, name="division-retire-grid"),
]
