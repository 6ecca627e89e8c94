"""Who plays in the year: some bureaus and towns, the leaders above them, and the accounts in which they act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from qiantou.acts.execute import execute_all
from qiantou.acts.files import Scan, read_scan
from qiantou.core.acting import delegations
from qiantou.core.bulletin import ORDERS, Order, order_key
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.kind_table import WHISTLE_ENFORCEMENT
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Basis
from qiantou.core.plan import Every
from qiantou.core.register import CHARTERS, MANDATES, POLICIES, InForce, Listed
from qiantou.core.undertaking import Charter
from qiantou.jobs.county.establish import COUNTY, County

BUREAUS = ("zhujian", "jiaotong", "ziyuan", "minzheng", "weijian", "yingji", "caizhengju")
TOWNS = ("longquan", "donghe")
LEADERS = ("xianzhang", "changwu", "chengjian", "nongye", "minsheng")
NOT_YET = Stream("")
PHOTO = b"\xff\xd8\xff\xe0 what the leader wrote"


@dataclass
class Cast:
    """`joint` is led under a mandate over others, silence of its arbiter climbs; `plain` has neither."""

    county: County
    joint: Stream = NOT_YET
    plain: Stream = NOT_YET
    mandate: str = ""
    accounts: dict[Desk, tuple[Desk, str]] = field(default_factory=dict)
    away: set[Desk] = field(default_factory=set)  # posts that nobody fills, or will not from tomorrow on

    @property
    def bureaus(self) -> list[Desk]:
        return [self.county.desk(key) for key in BUREAUS]

    @property
    def towns(self) -> list[Desk]:
        return [self.county.desk(key) for key in TOWNS]

    @property
    def leaders(self) -> list[Desk]:
        return [self.county.desk(key) for key in LEADERS]

    @property
    def office(self) -> Desk:
        return self.county.desk(COUNTY)

    @property
    def reached(self) -> Iterable[tuple[str, str]]:
        """Who has a mail address: the login and the account."""
        for key in ("zhujian", "minzheng", TOWNS[0], "changwu", "chengjian", "zhujian.head"):
            yield key, self.county.clerks[key][1]

    def by(self, desk: Desk) -> Actor:
        """A colleague moves for a desk whose usual hand is away."""
        post, account = self.accounts[desk]
        return Actor(desk, post if post not in self.away else None, account)

    def deciding(self, desk: Desk, force: InForce, *, deputised: bool) -> Actor:
        """Whoever decides for a leader's post: the leader, or the deputy to whom the desk is delegated."""
        deputy = next((one.deputy for _key, one in delegations(force) if one.post == desk and one.is_whole), None)
        if deputy is None or not deputised or deputy not in self.accounts:
            return self.by(desk)
        return Actor(desk, deputy, self.accounts[deputy][1])

    def noted(self, desk: Desk, day: date, force: InForce) -> tuple[Actor, Scan]:
        """The office enters what a leader wrote, with its photo."""
        scan = read_scan(PHOTO)
        unit = force.unit_of(desk)
        assert unit is not None
        typed = self.by(unit)
        return replace(typed, desk=desk, recorded=Recorded(unit, day, "批示件", scan.name)), scan

    def order(self) -> Basis:
        return Basis("mandate", dispatch=True, mandate=self.mandate)

    def begin(self, day: date, noise: Callable[[int], bytes]) -> None:
        """The two joint works, their mandate and bulletin, and who assigns calls that nobody takes."""
        desk = self.county.desk
        self.joint, self.plain = Stream(noise(16).hex()), Stream(noise(16).hex())
        self.mandate = f"g:{noise(6).hex()}"
        others = tuple(unit for unit in (*self.bureaus, *self.towns) if unit != desk("zhujian"))
        led = Charter(desk("zhujian"), self.office, desk("zhujian"), desk("chengjian"), above=True)
        plain = Charter(desk("minzheng"), self.office, desk("minzheng"), desk("minsheng"))
        lent = Mandate(
            self.joint, desk("zhujian"), tuple(Power), others, desk("xianzhang"), date(day.year + 2, 12, 31),
            budget="城建专项资金",
        )  # fmt: skip
        assigned = replace(WHISTLE_ENFORCEMENT, assigner=desk("zhengfuban"))
        told = Order(self.office, self.joint, Every.MONTH)
        self._enter(Listed(CHARTERS, self.joint, led, day, name="通村公路", note="县政办〔2026〕1号"))
        self._enter(Listed(CHARTERS, self.plain, plain, day, name="敬老院改造", note="县政办〔2026〕2号"))
        by_administrator = [Listed(POLICIES, assigned.kind, assigned, day)]
        execute_all((), by=Actor(), command_id="year-assigner", listings=by_administrator)
        self._enter(Listed(ORDERS, order_key(self.joint), told, day))
        execute_all(
            (),
            by=self.by(desk("xianzhang")),
            command_id="year-lends",
            listings=[Listed(MANDATES, self.mandate, lent, day)],
        )

    def _enter(self, *listed: Listed) -> None:
        execute_all((), by=self.by(self.office), command_id=f"year-{listed[0].key}", listings=listed)


def cast_of(county: County) -> Cast:
    """Every desk of the county that somebody types for."""
    return Cast(county, accounts={county.desks[key]: seat for key, seat in county.clerks.items()})
