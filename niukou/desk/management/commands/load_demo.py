"""Load the demo world, or say who can sign in to it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import translation

from niukou.desk.demo.scale import enlarge
from niukou.desk.demo.signins import PASSWORD, sign_ins
from niukou.desk.demo.world import build_world


class Command(BaseCommand):
    help = "Load the demo world: public facts with their sources, the rest marked 演示."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--show-logins", action="store_true", help="print the demo sign-ins")
        parser.add_argument(
            "--scale", type=int, default=0, help="add so many thousand invented persons"
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["show_logins"]:
            self.show_sign_ins()
            return
        built = build_world()
        self.stdout.write("The demo world is built." if built else "The demo world stands already.")
        if thousands := int(str(options["scale"])):
            self.stdout.write(enlarge(thousands))

    def show_sign_ins(self) -> None:
        with translation.override("zh-hans"):
            for one in sign_ins():
                self.stdout.write(f"{one.email:<32} {PASSWORD:<20} {one.role}")
