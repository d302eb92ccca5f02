"""Trains the network of shapes from scratch on simulated bags; writes it as ONNX with its card. Needs torch, which is no locked package.

    pip install torch onnx && python -m tools.train_shapes OUT --bags 2400 --threats 16000 --steps 11000 --seed 2027

The same command gives the same bags, the same looks in the same order, and so the same network, as far as the processor's arithmetic does.
Every bag has its own seed below `TEST_SEEDS_FROM`: no physical object of it is met again in a test.
"""

import argparse
import copy
import json
import math
import resource
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from smartcustoms.imaging.shapes import CLASSES, STRIDE
from tools.shapes_set import BEAMS, Boxes, Seen, a_bag, a_threat_alone, mixed

SIDE, BATCH, RATE, EXPORTED = 192, 16, 2e-3, 384
TEST_SEEDS_FROM = 9_000_000
N = len(CLASSES)
M, B = TypeVar("M", bound=nn.Module), TypeVar("B")


def whole() -> torch.autocast:
    """Reckon in whole precision what is said; what is seen is learnt in half, which is faster."""
    return torch.autocast("cpu", enabled=False)


class Block(nn.Module):
    """A residual block: depthwise 5 by 5, then pointwise."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.deep = nn.Conv2d(wide, wide, 5, padding=2, groups=wide, bias=False)
        self.norm = nn.BatchNorm2d(wide)
        self.up, self.down = nn.Conv2d(wide, 2 * wide, 1), nn.Conv2d(2 * wide, wide, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add what is found to what came in."""
        return x + self.down(functional.relu(self.up(self.norm(self.deep(x)))))


def narrowed(before: int, after: int) -> nn.Sequential:
    """Halve both sides."""
    return nn.Sequential(nn.Conv2d(before, after, 3, 2, 1, bias=False), nn.BatchNorm2d(after))


class Network(nn.Module):
    """Down to one sixteenth of each side, up again to one eighth; heads there."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c = 32, 96, 160
        self.stem = nn.Sequential(narrowed(3, a // 2), nn.ReLU(), narrowed(a // 2, a), nn.ReLU())
        self.one = Block(a)
        self.two = nn.Sequential(narrowed(a, b), Block(b), Block(b))
        self.three = nn.Sequential(narrowed(b, c), Block(c), Block(c), Block(c))
        self.side, self.mix = nn.Conv2d(c, b, 1), Block(b)
        self.heads = nn.Conv2d(b, N + 4, 3, 1, 1)
        nn.init.constant_(self.heads.bias[:N], -4.6)
        nn.init.constant_(self.heads.bias[N : N + 2], 4.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give sureness by class, sizes and places."""
        eighth = self.two(self.one(self.stem(x)))
        coarse = self.side(self.three(eighth))
        seen = functional.relu(self.mix(eighth + functional.interpolate(coarse, scale_factor=2.0, mode="nearest")))
        with whole():
            out = self.heads(seen.float())
        return torch.cat([torch.sigmoid(out[:, :N]), out[:, N:]], 1)


def targets(boxes: Boxes, side: int = SIDE // STRIDE) -> np.ndarray:
    """Draw a bump at each middle; size and place in the nine cells there; where sizes count, and where nothing counts."""
    made = np.zeros((N + 6, side, side), np.float32)
    y, x = np.mgrid[:side, :side]
    for label, (left, top, wide, high) in sorted(boxes, key=lambda each: -each[1][2] * each[1][3]):
        cx, cy = (left + wide / 2) / STRIDE, (top + high / 2) / STRIDE
        i, j = min(max(int(cy), 0), side - 1), min(max(int(cx), 0), side - 1)
        if label < 0:
            made[N + 5, int(top / STRIDE) : math.ceil((top + high) / STRIDE),
                 int(left / STRIDE) : math.ceil((left + wide) / STRIDE)] = 1  # fmt: skip
            continue
        spread = max(0.7, min(wide, high) / STRIDE / 6)
        made[label] = np.maximum(made[label], np.exp(-((x - j) ** 2 + (y - i) ** 2) / (2 * spread**2)))
        for r in range(max(0, i - 1), min(side, i + 2)):
            for c in range(max(0, j - 1), min(side, j + 2)):
                weight = 1.0 if (r, c) == (i, j) else 0.3
                made[N : N + 5, r, c] = math.log(max(wide, 2)), math.log(max(high, 2)), cx - c, cy - r, weight
    return made


def loss(answer: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Focal loss of the middles (Law and Deng 2018); of sizes and places the absolute error and what the boxes do not share."""
    p, g = answer[:, :N].clamp(1e-4, 1 - 1e-4), wanted[:, :N]
    middle = (g > 0.999).float()
    counted = 1 - wanted[:, N + 5 :] * (1 - middle)
    hit = middle * (1 - p) ** 2 * torch.log(p)
    miss = counted * (1 - middle) * (1 - g) ** 4 * p**2 * torch.log(1 - p)
    count = middle.sum().clamp(min=1)
    weight = wanted[:, N + 4]
    apart = (answer[:, N:] - wanted[:, N : N + 4]).abs() * weight[:, None]
    boxes = (1 - shared(answer[:, N:], wanted[:, N : N + 4])) * weight
    rest = 0.5 * apart[:, :2].sum() + 0.5 * apart[:, 2:].sum() + boxes.sum()
    return (-(hit + miss).sum() + 0.6 * rest) / count


def shared(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Give intersection over union of boxes told as log sizes and places of the middle."""

    def edges(each: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        half = each[:, :2].clamp(0, 6.5).exp() / 2
        middle = each[:, 2:] * STRIDE
        return middle - half, middle + half

    return in_common(*edges(one), *edges(other))


def in_common(low: torch.Tensor, high: torch.Tensor, least: torch.Tensor, most: torch.Tensor) -> torch.Tensor:
    """Give intersection over union of boxes, each told by its lower and upper corners (boxes, 2, ...)."""
    both = (torch.minimum(high, most) - torch.maximum(low, least)).clamp(min=0).prod(1)
    return both / ((high - low).prod(1) + (most - least).prod(1) - both + 1e-6)


@dataclass(frozen=True)
class Looks(IterableDataset[tuple[torch.Tensor, torch.Tensor]]):
    """Looks, sixteen at a time: most with one to three threats added. One process makes them in order beside the one that learns."""

    bags: list[Seen]
    threats: dict[str, list[Seen]]
    steps: int
    seed: int

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Give (16, 3, side, side) as the network sees it, and what is wanted of it."""
        luck = np.random.default_rng(self.seed)
        for _ in range(self.steps):
            looks = [self._a_look(luck) for _ in range(BATCH)]
            yield (
                torch.from_numpy(np.stack([each for each, _ in looks])),
                torch.from_numpy(np.stack([each for _, each in looks])),
            )

    def _a_look(self, luck: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        bag = self.bags[int(luck.integers(len(self.bags)))]
        own = self.threats[bag.beam]
        count = int(luck.choice([0, 1, 2, 3], p=(0.3, 0.3, 0.25, 0.15)))
        image, boxes = mixed(bag, [own[int(luck.integers(len(own)))] for _ in range(count)], luck, SIDE)
        return image, targets(boxes)


@dataclass(frozen=True)
class Pace:
    """How a network learns: steps, rate at its highest, steps till then, weight decay, and how long the running mean remembers."""

    steps: int
    rate: float
    warm: int
    decay: float
    memory: float


def learnt(net: M, batches: Iterable[B], error: Callable[[M, B], torch.Tensor], pace: Pace) -> tuple[M, float]:
    """Teach a network with a rate that falls to nothing; give the running mean and the last error."""
    mean, last = copy.deepcopy(net), 0.0
    walker = torch.optim.AdamW(net.parameters(), pace.rate, weight_decay=pace.decay)
    for step, batch in enumerate(batches):
        for group in walker.param_groups:
            falls = (1 + math.cos(math.pi * step / pace.steps)) / 2
            group["lr"] = pace.rate * min(1, step / pace.warm + 0.05) * falls + 1e-6
        with torch.autocast("cpu", torch.bfloat16):
            value = error(net, batch)
        walker.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 8.0)
        walker.step()
        follow(mean, net, min(pace.memory, step / (step + 20)))
        last = 0.99 * last + 0.01 * value.item() if step else value.item()
        if step % 100 == 99:
            print(f"step {step + 1} loss {last:.3f} cpu {cpu_minutes():.1f} min and the looks", flush=True)
    return mean, last


def train(looks: Looks, seed: int) -> tuple[Network, float]:
    """Train on looks; give the running mean and the last error."""
    torch.manual_seed(seed)
    net = Network().to(memory_format=torch.channels_last)
    loader = DataLoader(looks, batch_size=None, num_workers=1, prefetch_factor=6)

    def error(net: Network, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        seen, wanted = batch
        return loss(net(seen.to(memory_format=torch.channels_last)), wanted)

    return learnt(net, loader, error, Pace(looks.steps, RATE, warm=150, decay=2e-3, memory=0.998))


def cpu_minutes() -> float:
    """Give what this process and those it started that have ended took, in minutes of a processor."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, who)) / 60


def follow(mean: nn.Module, net: nn.Module, share: float) -> None:
    """Move the running mean a little towards the network."""
    with torch.no_grad():
        for one, other in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if one.dtype.is_floating_point:
                one.lerp_(other, 1 - share)


def export(net: Network, out: Path) -> None:
    """Write the network as ONNX, its weights in half precision."""
    net = net.eval().to(memory_format=torch.contiguous_format)
    path = out / "shapes.onnx"
    axes = {"scan": {2: "rows", 3: "columns"}, "shapes": {2: "rows8", 3: "columns8"}}
    torch.onnx.export(
        net, (torch.zeros(1, 3, EXPORTED, EXPORTED),), str(path), input_names=["scan"], output_names=["shapes"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    halve(path)


def halve(path: Path) -> None:
    """Store a network's large weights in half precision; they are made whole again when it is loaded."""
    model = onnx.load(path)
    casts = []
    for each in model.graph.initializer:
        values = onnx.numpy_helper.to_array(each)
        if values.dtype != np.float32 or values.size < 500:
            continue
        name = each.name
        each.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    for node in reversed(casts):
        model.graph.node.insert(0, node)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def the_set(bags: int, threats: int, seed: int) -> tuple[list[Seen], dict[str, list[Seen]]]:
    """Make the bags, and the threats alone in each beam, on all processors."""
    names = [BEAMS[i % len(BEAMS)] for i in range(threats)]
    with ProcessPoolExecutor() as pool:
        made = list(pool.map(a_bag, range(seed * 1000, seed * 1000 + bags), chunksize=20))
        alone = list(pool.map(a_threat_alone, range(seed * 1000, seed * 1000 + threats), names, chunksize=100))
    return made, {name: alone[k :: len(BEAMS)] for k, name in enumerate(BEAMS)}


def main() -> None:
    """Make the set, train, export, write the card."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    for name, default in (("bags", 2400), ("threats", 16000), ("steps", 11000), ("seed", 2027)):
        asked.add_argument(f"--{name}", type=int, default=default)
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    bags, threats = the_set(given.bags, given.threats, given.seed)
    made = cpu_minutes()
    print(f"{len(bags)} bags with {sum(len(each.boxes) for each in bags)} threats, {made:.1f} CPU min", flush=True)
    net, last = train(Looks(bags, threats, given.steps, given.seed), given.seed)
    torch.save(net.state_dict(), given.out / "shapes.pt")
    export(net, given.out)
    wished = {name: getattr(given, name) for name in ("bags", "threats", "steps", "seed")}
    card = {
        "classes": CLASSES, **wished, "threats_in_bags": sum(len(each.boxes) for each in bags), "beams": BEAMS,
        "looks": given.steps * BATCH, "look_pixels": SIDE, "last_loss": round(last, 4),
        "parameters": sum(p.numel() for p in net.parameters()),
        "cpu_minutes": {"making the set": round(made, 1), "in all": round(cpu_minutes(), 1)},
        "trained_on": "simulated bags only", "test_seeds_from": TEST_SEEDS_FROM, "torch": torch.__version__,
        "script": "tools/train_shapes.py",
    }  # fmt: skip
    (given.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
