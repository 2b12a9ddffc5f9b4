"""Addresses of donations, grants, payments and the ledger."""

from django.urls import path

from niukou.programmes.views import donations, grants, ledger, money, payees, tranches

urlpatterns = [
    path(
        "programmes/<slug:slug>/donations/export/",
        donations.donation_export,
        name="donation-export",
    ),
    path("programmes/<slug:slug>/money/export/", money.money_export, name="money-export"),
    path("sites/<str:number>/money/export/", grants.site_money_export, name="site-money-export"),
    path("programmes/<slug:slug>/money/", money.programme_money, name="programme-money"),
    path("programmes/<slug:slug>/awards/", money.award_file, name="award-file"),
    path("programmes/<slug:slug>/donations/", donations.donation_list, name="donation-list"),
    path(
        "programmes/<slug:slug>/donations/record/",
        donations.donation_record,
        name="donation-record",
    ),
    path("donations/<str:number>/", donations.donation_detail, name="donation-detail"),
    path("donations/<str:number>/receipt/", donations.donation_receipt, name="donation-receipt"),
    path("donations/<str:number>/receipt/paper/", donations.receipt_paper, name="receipt-paper"),
    path(
        "donations/<str:number>/related-party/",
        donations.donation_related,
        name="donation-related",
    ),
    path("sites/<str:number>/money/", grants.site_money, name="site-money"),
    path("sites/<str:number>/grants/draft/", grants.grant_draft, name="grant-draft"),
    path("grants/<str:number>/budget/", grants.grant_budget, name="grant-budget"),
    path("grants/<str:number>/tranches/", grants.grant_tranches, name="grant-tranches"),
    path("grants/<str:number>/commit/", grants.grant_commit, name="grant-commit"),
    path("grants/<str:number>/cancel/", grants.grant_cancel, name="grant-cancel"),
    path("conditions/<int:pk>/attach/", tranches.evidence_attach, name="evidence-attach"),
    path("conditions/<int:pk>/confirm/", tranches.condition_confirm, name="condition-confirm"),
    path("tranches/<int:pk>/release/", tranches.tranche_release, name="tranche-release"),
    path("tranches/<int:pk>/take-back/", tranches.tranche_withdraw, name="tranche-withdraw"),
    path("tranches/<int:pk>/pay/", tranches.tranche_pay, name="tranche-pay"),
    path("tranches/<int:pk>/return/", tranches.tranche_return, name="tranche-return"),
    path("payees/of/<int:pk>/", payees.payee_set, name="payee-set"),
    path("payees/<uuid:pk>/confirm/", payees.payee_confirm, name="payee-confirm"),
    path("programmes/<slug:slug>/bank-batch/", payees.bank_batch, name="bank-batch"),
    path("bank-batches/<str:number>/file/", payees.bank_batch_file, name="bank-batch-file"),
    path("programmes/<slug:slug>/ledger/", ledger.ledger, name="ledger"),
    path("programmes/<slug:slug>/ledger/export/", ledger.ledger_export, name="ledger-export"),
    path("ledger/<str:number>/correct/", ledger.entry_correct, name="entry-correct"),
]
