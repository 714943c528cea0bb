"""Its addresses, after those of the company."""

from __future__ import annotations

from django.urls import path

from wochorus.web.deposit import flow_pages, orders, placing, settling, stream, views

urlpatterns = [
    path("depot/", views.deposit, name="deposit"),
    path("depot/plan/", views.plan, name="deposit-plan"),
    path("depot/archivage/", views.rebuild, name="deposit-rebuild"),
    path("depot/archivage/suite/", views.rebuilding, name="deposit-rebuilding"),
    path("depot/confirmation/", placing.confirm, name="deposit-confirm"),
    path("depot/deposer/", placing.place, name="deposit-place"),
    path("depot/ordres/", orders.orders, name="orders"),
    path("depot/ordres/<int:number>/", orders.order, name="order"),
    path("depot/ordres/<int:number>/lignes/", orders.rows, name="order-rows"),
    path("depot/ordres/<int:number>/commandes/", orders.controls, name="order-controls"),
    path("depot/ordres/<int:number>/direct/", stream.stream, name="order-stream"),
    path("depot/ordres/<int:number>/pause/", orders.pause, name="order-pause"),
    path("depot/ordres/<int:number>/reprise/", orders.go_on, name="order-resume"),
    path("depot/ordres/<int:number>/annulation/", orders.cancel, name="order-cancel"),
    path("depot/ordres/<int:number>/suite/", orders.take_up, name="order-take-up"),
    path("flux/", flow_pages.flows, name="flows"),
    path("flux/releve/", settling.ask_now, name="flows-ask"),
    path("flux/releve/suite/", settling.asking, name="flows-asking"),
    path("flux/<int:number>/", flow_pages.flow, name="flow"),
    path("flux/<int:number>/fichier/", flow_pages.sent_file, name="flow-file"),
    path("flux/<int:number>/numero/", settling.note_number, name="flow-number"),
    path("flux/<int:number>/liberation/", settling.release, name="flow-release"),
    path("flux/<int:number>/presence/", settling.declare_there, name="flow-there"),
    path("flux/<int:number>/reglement/", settling.settle, name="flow-settle"),
    path("flux/<int:number>/renvoi/", settling.send_again, name="flow-resend"),
]
