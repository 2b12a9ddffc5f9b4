"""Input about reminders, cleaned."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import EditForm
from niukou.desk.models import Channel, ReminderSetting
from niukou.desk.models.reminders import EARLIEST_WARNING
from niukou.desk.webhooks import LONGEST_ADDRESS
from niukou.people.models import Account


class TimeOfDayField(forms.TimeField):
    """A time of day, picked or typed, to the minute."""

    def __init__(self, **options: Any) -> None:
        picker = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(**{"widget": picker} | options)


class RemindersForm(EditForm):
    """How one is reminded by mail; nobody has to say why they change it."""

    about_the_edit = (*EditForm.about_the_edit, "address")
    why = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    is_on = forms.BooleanField(label=_("Send me reminders by this channel"), required=False)
    digest_at = TimeOfDayField(
        label=_("Time of day"),
        help_text=_("One message a day at most, and none on days without news."),
    )
    workdays_only = forms.BooleanField(
        label=_("On working days only"),
        required=False,
        help_text=_("By the calendar of holidays and make-up days."),
    )
    days_before = forms.IntegerField(
        label=_("Remind me so many days before a date"),
        min_value=0,
        max_value=EARLIEST_WARNING,
        help_text=_(
            "You are told of a thing once when it is new, once so many days before its date, "
            "and once when it is overdue."
        ),
    )
    quiet_from = TimeOfDayField(
        label=_("Quiet from"),
        help_text=_("What could not be sent in time never comes at night: it waits."),
    )
    quiet_until = TimeOfDayField(label=_("Quiet until"))
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)


class ChatRemindersForm(RemindersForm):
    """The same for a group chat, whose robot has an address."""

    address = forms.CharField(
        label=_("Address of the chat's robot"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "In the chat's settings of WeCom, DingTalk, Feishu or Lark, add a group robot and "
            "paste its webhook address here. It is kept encrypted."
        ),
    )
    field_order = ("is_on", "address")

    def __init__(self, data: Any = None, *, subject: ReminderSetting, by: Account) -> None:
        super().__init__(data, subject=subject, by=by)
        self.order_fields(["version", *self.field_order])
        if subject.address is None:
            self.initial["is_on"] = self.fields["address"].required = True
        else:
            self.fields["address"].help_text = _(
                "There is one already. Leave this empty to keep it."
            )


FORMS: dict[str, type[RemindersForm]] = {
    Channel.EMAIL: RemindersForm,
    Channel.WEBHOOK: ChatRemindersForm,
}
