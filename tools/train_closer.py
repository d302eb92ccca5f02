"""Trains the closer look at what the network of shapes puts forward; writes it as ONNX, adds to the card. Needs torch, no locked package.

    python -m tools.train_shapes OUT && python -m tools.train_closer OUT --bags 2800 --steps 7200

It begins with what the network of shapes has learnt of edges and forms. Its bags are none of those, nor of any test.
"""

import argparse
import copy
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from smartcustoms.imaging.closer import SIDE
from smartcustoms.imaging.shapes import CLASSES
from tools.closer_set import LABELS, Spot, look_at, spots_of_a_bag
from tools.train_shapes import Network, Pace, cpu_minutes, halve, in_common, learnt, whole

BATCH, RATE, THREATS_SHARE = 48, 1.5e-3, 0.45
HINTS, WHERE, MIND = len(CLASSES) + 2, 16, 160


class Closer(nn.Module):
    """The way down of the network of shapes, one layer more in; then what is seen where, and the hints, together."""

    def __init__(self, first: Network) -> None:
        super().__init__()
        self.stem, self.one, self.two, self.three = (
            copy.deepcopy(each) for each in (first.stem, first.one, first.two, first.three)
        )
        known = self.stem[0][0]
        wider = nn.Conv2d(known.in_channels + 1, known.out_channels, 3, 2, 1, bias=False)
        with torch.no_grad():
            wider.weight.zero_()
            wider.weight[:, : known.in_channels] = known.weight
        self.stem[0][0] = wider
        deep = self.three[0][0].out_channels
        self.where = nn.Conv2d(deep, WHERE, 1)
        self.mind = nn.Linear(WHERE * (SIDE // 16) ** 2 + 2 * deep + HINTS, MIND)
        self.says = nn.Linear(MIND, len(LABELS) + 4)

    def forward(self, seen: torch.Tensor, hints: torch.Tensor) -> torch.Tensor:
        """Give (places, labels + 4): probabilities, then how far the box is off."""
        out = self.raw(seen, hints)
        return torch.cat([torch.softmax(out[:, : len(LABELS)], 1), out[:, len(LABELS) :]], 1)

    def raw(self, seen: torch.Tensor, hints: torch.Tensor) -> torch.Tensor:
        """Give the same before it is made probabilities."""
        deep = functional.relu(self.three(self.two(self.one(self.stem(seen)))))
        with whole():
            deep = deep.float()
            parts = (self.where(deep).flatten(1), deep.mean((2, 3)), deep.amax((2, 3)), hints)
            said: torch.Tensor = self.says(functional.relu(self.mind(torch.cat(parts, 1))))
        return said


@dataclass(frozen=True)
class Looks(IterableDataset[tuple[torch.Tensor, ...]]):
    """Looks at spots, a batch at a time, nearly half of them threats. One process makes them in order beside the one that learns."""

    threats: list[Spot]
    others: list[Spot]
    steps: int
    seed: int

    def __iter__(self) -> Iterator[tuple[torch.Tensor, ...]]:
        """Give pictures, hints, labels, and how far the boxes are off."""
        luck = np.random.default_rng(self.seed)
        for _ in range(self.steps):
            kinds = [self.threats if luck.random() < THREATS_SHARE else self.others for _ in range(BATCH)]
            spots = [kind[int(luck.integers(len(kind)))] for kind in kinds]
            seen, told, off = (np.stack(each) for each in zip(*(look_at(each, luck) for each in spots), strict=True))
            labels = torch.tensor([each.label for each in spots])
            yield torch.from_numpy(seen), torch.from_numpy(told), labels, torch.from_numpy(off)


def loss(said: torch.Tensor, labels: torch.Tensor, off: torch.Tensor) -> torch.Tensor:
    """Give cross-entropy of the labels, and the error of the boxes where there is a thing."""
    named = functional.cross_entropy(said[:, : len(LABELS)], labels, label_smoothing=0.02)
    there = (off[:, 2:] != 0).any(1).float()
    apart = functional.smooth_l1_loss(said[:, len(LABELS) :], off, reduction="none", beta=0.05).sum(1)
    boxes = 0.5 * apart + 1 - shared(said[:, len(LABELS) :], off)
    return named + (boxes * there).sum() / there.sum().clamp(min=1)


def shared(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Give intersection over union of boxes told as how far they are off the same box: middles in its sides, sides as logarithms."""

    def edges(each: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        half = each[:, 2:].clamp(-2, 2).exp() / 2
        return each[:, :2] - half, each[:, :2] + half

    return in_common(*edges(one), *edges(other))


def train(first: Network, looks: Looks, seed: int) -> tuple[Closer, float]:
    """Train on looks from what the first network has learnt; give the running mean and the last error."""
    torch.manual_seed(seed)
    net = Closer(first).to(memory_format=torch.channels_last)
    loader = DataLoader(looks, batch_size=None, num_workers=1, prefetch_factor=6)

    def error(net: Closer, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
        seen, told, labels, off = batch
        return loss(net.raw(seen.to(memory_format=torch.channels_last), told), labels, off)

    return learnt(net, loader, error, Pace(looks.steps, RATE, warm=100, decay=1e-2, memory=0.996))


def export(net: Closer, out: Path) -> None:
    """Write the network as ONNX, its weights in half precision."""
    net = net.eval().to(memory_format=torch.contiguous_format)
    path = out / "closer.onnx"
    axes = {"looks": {0: "places"}, "hints": {0: "places"}, "says": {0: "places"}}
    torch.onnx.export(
        net, (torch.zeros(2, 4, SIDE, SIDE), torch.zeros(2, HINTS)), str(path), input_names=["looks", "hints"], output_names=["says"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    halve(path)


def main() -> None:
    """Make the set, train, export, add to the card."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    for name, default in (("bags", 2800), ("steps", 7200), ("seed", 2027)):
        asked.add_argument(f"--{name}", type=int, default=default)
    given = asked.parse_args()
    first = Network()
    first.load_state_dict(torch.load(given.out / "shapes.pt"))
    seeds = range(given.seed * 1000 + 100_000, given.seed * 1000 + 100_000 + given.bags)
    with ProcessPoolExecutor() as pool:
        made = [
            each
            for spots in pool.map(partial(spots_of_a_bag, given.out / "shapes.onnx"), seeds, chunksize=10)
            for each in spots
        ]
    threats = [each for each in made if each.label < len(CLASSES)]
    others = [each for each in made if each.label >= len(CLASSES)]
    of_set = cpu_minutes()
    print(f"{len(threats)} threats, {len(others)} others, {of_set:.1f} CPU min", flush=True)
    net, last = train(first, Looks(threats, others, given.steps, given.seed), given.seed)
    torch.save(net.state_dict(), given.out / "closer.pt")
    export(net, given.out)
    card = json.loads((given.out / "card.json").read_text(encoding="utf-8"))
    card["closer"] = {
        "labels": LABELS, "bags": given.bags, "steps": given.steps, "seed": given.seed, "looks": given.steps * BATCH,
        "threats": len(threats), "others": len(others), "last_loss": round(last, 4), "parameters": sum(p.numel() for p in net.parameters()),
        "cpu_minutes": {"making the set": round(of_set, 1), "in all": round(cpu_minutes(), 1)}, "script": "tools/train_closer.py",
    }  # fmt: skip
    (given.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
