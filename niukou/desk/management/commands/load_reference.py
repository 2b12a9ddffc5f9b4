"""Fill the tables every installation starts from: divisions by year, holidays."""

from django.core.management.base import BaseCommand

from niukou.core.models import Holiday
from niukou.core.reference.holidays import official_days
from niukou.network.models import Region
from niukou.network.reference import load_regions


class Command(BaseCommand):
    help = "Load administrative divisions and official holidays; what is there already stays."

    def handle(self, *args: object, **options: object) -> None:
        if not Region.objects.exists():
            self.stdout.write(f"{load_regions()} divisions")
        if not Holiday.objects.exists():
            days = [Holiday(**day._asdict()) for day in official_days()]
            self.stdout.write(f"{len(Holiday.objects.bulk_create(days))} special days")
