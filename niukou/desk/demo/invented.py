"""Invented people, hospitals and papers, all marked 演示; the same ones every time."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from niukou.core.codes import synthetic_credit_code, synthetic_id_number

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余"
GIVEN = "欣怡子涵宇轩雨桐浩然思远嘉宁若曦明哲静雯晓峰丽华建国志强秀英海燕文博佳琪俊杰雅琴"
CITIES = ("330100", "330200", "330300", "330400", "330500", "330600", "330700", "331000")
STAGES = ("DESIGN", "FIRST_PAYMENT", "BUILDING", "SELF_CHECK", "ACCEPTANCE")
GROUP_SIZES = (6, 6, 5, 5)  # how the four groups divided was not published: this is a stand-in
MARK = "演示"


@dataclass(frozen=True, slots=True)
class InventedPerson:
    name: str
    is_male: bool
    born_on: date
    id_number: str
    phone: str


def hospital_name(position: int) -> str:
    """Return the stand-in of one hospital: only the first of the 22 was published by name."""
    return f"{MARK}医院 {position:02d}"


def hospital_code(position: int) -> str:
    return synthetic_credit_code(registration="12", sequence=9_000_000 + position)


def signing_group(position: int) -> int:
    """Return the group (1 to 4) the hospital at ``position`` (1 to 22) stands in."""
    last = 0
    for group, size in enumerate(GROUP_SIZES, start=1):
        last += size
        if position <= last:
            return group
    message = f"Only {last} hospitals signed, not {position}."
    raise ValueError(message)


def invented_person(seed: int) -> InventedPerson:
    """Return one person, the same for each ``seed``; the ID number was never issued to anybody."""
    chance = random.Random(seed)  # noqa: S311  # made-up people need no secrecy
    first = chance.randrange(0, len(GIVEN), 2)
    name = chance.choice(SURNAMES) + GIVEN[first : first + 2]
    born_on = date(1965, 1, 1) + timedelta(days=chance.randrange(12_000))
    sequence = seed % 1000
    return InventedPerson(
        name=f"{name}（{MARK}）",
        is_male=sequence % 2 == 1,
        born_on=born_on,
        id_number=synthetic_id_number(born_on=born_on, sequence=sequence),
        phone=f"1000000{seed % 10_000:04d}",  # no operator gives numbers that begin with 100
    )
