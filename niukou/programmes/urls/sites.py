"""Addresses of sites: their record, their way, their people and papers."""

from django.urls import path

from niukou.programmes.views import contacts, imports, moves, sites

urlpatterns = [
    path("sites/export/", sites.site_export, name="site-export"),
    path("branches/<slug:slug>/sites/propose/", sites.site_propose, name="site-propose"),
    path("branches/<slug:slug>/import/", imports.site_import, name="site-import"),
    path("sites/", sites.site_list, name="site-list"),
    path("sites/<str:number>/", sites.site_detail, name="site-detail"),
    path("sites/<str:number>/edit/", sites.site_edit, name="site-edit"),
    path("sites/<str:number>/move/", moves.site_move, name="site-move"),
    path("sites/<str:number>/sign/", moves.site_sign, name="site-sign"),
    path("sites/<str:number>/steps/<int:pk>/correct/", moves.step_correct, name="step-correct"),
    path("sites/<str:number>/contacts/name/", contacts.contact_name, name="contact-name"),
    path("sites/<str:number>/contacts/<int:pk>/end/", contacts.contact_end, name="contact-end"),
    path("sites/<str:number>/files/attach/", contacts.file_attach, name="file-attach"),
]
