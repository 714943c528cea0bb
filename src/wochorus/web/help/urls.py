"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.help import views

urlpatterns = [
    path("aide/", views.index, name="help"),
    path("aide/codes/<str:code>/", views.code, name="help-code"),
    path("aide/anomalies/<str:code>/", views.anomaly, name="help-anomaly"),
    path("aide/voies-et-dates/", views.ways, name="help-ways"),
    path("aide/images/<str:name>", views.picture, name="help-picture"),
    path("aide/<slug:chapter>/<slug:name>/", views.page, name="help-page"),
]
