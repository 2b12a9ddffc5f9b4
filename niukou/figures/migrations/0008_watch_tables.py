"""The tables figures are worked out from are watched, so that results can be kept."""

from django.db import migrations

from niukou.core.kept import watch

TABLES = (
    "figures_returnline",
    "figures_returnnote",
    "figures_sitereturn",
    "gatherings_agendaitem",
    "gatherings_attendance",
    "gatherings_gathering",
    "gatherings_headcount",
    "network_agreement",
    "network_campus",
    "network_organisation",
    "people_licence",
    "people_person",
    "programmes_acceptance",
    "programmes_application",
    "programmes_asset",
    "programmes_assetmove",
    "programmes_branch",
    "programmes_budgetline",
    "programmes_call",
    "programmes_defect",
    "programmes_determination",
    "programmes_donation",
    "programmes_formalcheck",
    "programmes_grant",
    "programmes_ledgerentry",
    "programmes_ledgerline",
    "programmes_objection",
    "programmes_panel",
    "programmes_panelsite",
    "programmes_post",
    "programmes_postholding",
    "programmes_postmonth",
    "programmes_postpayment",
    "programmes_programme",
    "programmes_programmegathering",
    "programmes_publicnotice",
    "programmes_review",
    "programmes_servicestation",
    "programmes_site",
    "programmes_siteagreement",
    "programmes_sitestep",
    "programmes_stationspell",
    "programmes_submission",
    "programmes_tranche",
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_kept_answers"),
        ("figures", "0007_amounts_in_full"),
        ("gatherings", "0001_initial"),
        ("network", "0002_finance_and_donors"),
        ("people", "0001_initial"),
        ("programmes", "0013_amounts_in_full"),
    ]
    operations = [watch(*TABLES)]
