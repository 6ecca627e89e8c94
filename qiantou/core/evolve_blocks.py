"""What entries do to the blocks of a matter, and to the time for which its doer's clock stood."""

from __future__ import annotations

from datetime import datetime

from qiantou.core.facts import BlockerMoved, BlockFiled
from qiantou.core.kernel import Desk, changed
from qiantou.core.matter import STANDS, Block, Interval, Standing, Stop, whose_turn


def block_of(event: BlockFiled, at: datetime) -> Block:
    return Block(event.blocker, at, event.to, Standing.PENDING, event.counted, (), event.outside)


def retold(blocks: tuple[Block, ...], event: BlockerMoved) -> tuple[Block, ...]:
    """The blocks, with what is told of one that still stands, else of the last of that name, which stands again."""
    holder, standing = event.holder, Standing(event.standing)
    named = [place for place, block in enumerate(blocks) if block.matter == event.blocker]
    told = [place for place in named if blocks[place].standing in STANDS] or named[-1:]
    return tuple(
        changed(block, holder=holder, standing=standing) if place in told else block
        for place, block in enumerate(blocks)
    )


def waiting(blocks: tuple[Block, ...], doer: Desk, at: datetime) -> tuple[Block, ...]:
    """The blocks, each with its waiting so far: it runs while the block counts and another desk has it in hand.

    While the doer itself has the blocker whose turn it is, nothing runs: what queues behind it is not waited for.
    """
    turn = whose_turn(blocks)
    own_turn = turn is not None and turn.holder == doer
    return tuple(changed(block, held=shut(block.held, at) if own_turn else _held(block, doer, at)) for block in blocks)


def _held(block: Block, doer: Desk, at: datetime) -> tuple[Interval, ...]:
    counts = block.standing is Standing.REAL or (block.standing is Standing.PENDING and block.counted)
    if not counts or block.holder in (None, doer):
        return shut(block.held, at)
    return block.held if block.held and block.held[-1][1] is None else (*block.held, (at, None))


def shut(held: tuple[Interval, ...], at: datetime) -> tuple[Interval, ...]:
    if held and held[-1][1] is None:
        return (*held[:-1], (held[-1][0], at))
    return held


def ended(stops: tuple[Stop, ...], at: datetime, *, lacking: bool) -> tuple[Stop, ...]:
    if stops and stops[-1].end is None:
        return (*stops[:-1], changed(stops[-1], end=at, lacking=lacking and stops[-1].review))
    return stops
