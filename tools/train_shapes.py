"""Trains the network of shapes from scratch on simulated bags; writes it as ONNX with its card. Needs torch, which is no locked package.

    pip install torch onnx && python tools/train_shapes.py OUT --images 900 --minutes 20 --seed 2026

Every bag of the training set has its own seed, so no physical object is met again in a test: tests use seeds from 9,000,000 on.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.baggage import pack
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.shapes import CLASSES, PIXEL_MM, STRIDE, network_input

SIZE, BEAMS = 384, ("kv140", "kv160", "kv180")
TEST_SEEDS_FROM = 9_000_000


def sample(seed: int) -> tuple[np.ndarray, list[tuple[int, tuple[int, int, int, int]]]]:
    """Make one bag with up to three weapons: what the network sees, and where they lie."""
    luck = np.random.default_rng(seed)
    weapons = [str(luck.choice(CLASSES)) for _ in range(int(luck.choice([0, 1, 2, 3], p=[0.15, 0.35, 0.3, 0.2])))]
    others = [str(luck.choice(["drugs", "explosive", "liquid", "cigarettes", "cash"]))] if luck.random() < 0.3 else []
    bag = pack(luck, things=int(luck.integers(6, 36)), threats=weapons + others)
    name = str(luck.choice(BEAMS))
    view = scenes.scanned(bag.things, scenes._scaled(scenes.BAG_TOP, SIZE), name, luck)
    low, high = attenuation(view.low), attenuation(view.high)
    z, _ = material_table(name).look_up(low, high)
    truth = [(CLASSES.index(each.label), each.box) for each in view.truth if each.label in CLASSES]
    scale = view.row_mm / PIXEL_MM
    boxes = [(label, (x, round(y * scale), w, max(1, round(h * scale)))) for label, (x, y, w, h) in truth]
    return network_input(low, high, z, row_mm=view.row_mm, column_mm=view.column_mm), boxes


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


class Network(nn.Module):
    """Four levels down to one sixteenth, one up again; heads on every eighth pixel."""

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 40, 72, 112)
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 5, 4, 2, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        self.one = nn.Sequential(Block(widths[0]))
        self.down2 = nn.Sequential(nn.Conv2d(widths[0], widths[2], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[2]))
        self.two = nn.Sequential(Block(widths[2]), Block(widths[2]))
        self.down3 = nn.Sequential(nn.Conv2d(widths[2], widths[3], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[3]))
        self.three = nn.Sequential(Block(widths[3]), Block(widths[3]), Block(widths[3]))
        self.side = nn.Conv2d(widths[3], widths[2], 1)
        self.mix = nn.Sequential(Block(widths[2]))
        self.heads = nn.Conv2d(widths[2], len(CLASSES) + 4, 3, 1, 1)
        nn.init.constant_(self.heads.bias[: len(CLASSES)], -4.6)
        nn.init.constant_(self.heads.bias[len(CLASSES) : len(CLASSES) + 2], 4.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give sureness by class, sizes and places."""
        eighth = self.two(self.down2(self.one(self.stem(x))))
        sixteenth = self.three(self.down3(eighth))
        mixed = self.mix(eighth + functional.interpolate(self.side(sixteenth), scale_factor=2.0, mode="nearest"))
        out = self.heads(functional.relu(mixed))
        n = len(CLASSES)
        return torch.cat([torch.sigmoid(out[:, :n]), out[:, n:]], 1)


def targets(boxes: list[tuple[int, tuple[int, int, int, int]]], rows: int, columns: int) -> np.ndarray:
    """Draw a bump at each middle, with size and place beside it; the last layer marks where they count."""
    made = np.zeros((len(CLASSES) + 5, rows, columns), np.float32)
    y, x = np.mgrid[:rows, :columns]
    for label, (left, top, wide, high) in boxes:
        cx, cy = (left + wide / 2) / STRIDE, (top + high / 2) / STRIDE
        i, j = min(int(cy), rows - 1), min(int(cx), columns - 1)
        spread = max(0.7, min(wide, high) / STRIDE / 6)
        bump = np.exp(-((x - j) ** 2 + (y - i) ** 2) / (2 * spread**2))
        made[label] = np.maximum(made[label], bump)
        made[len(CLASSES) :, i, j] = math.log(wide), math.log(high), cx - j, cy - i, 1
    return made


def loss(answer: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Focal loss of the middles (Law and Deng 2018) and absolute error of sizes and places."""
    n = len(CLASSES)
    p, g = answer[:, :n].clamp(1e-4, 1 - 1e-4), wanted[:, :n]
    middle = (g > 0.999).float()
    hit = middle * (1 - p) ** 2 * torch.log(p)
    miss = (1 - middle) * (1 - g) ** 4 * p**2 * torch.log(1 - p)
    count = middle.sum().clamp(min=1)
    there = wanted[:, n + 4 :]
    apart = (answer[:, n:] - wanted[:, n : n + 4]).abs() * there
    return -(hit + miss).sum() / count + apart[:, :2].sum() / count + 0.5 * apart[:, 2:].sum() / count


def turned(image: np.ndarray, boxes: list, luck: np.random.Generator) -> tuple[np.ndarray, list]:
    """Mirror at random along either axis."""
    rows, columns = image.shape[1:]
    if luck.random() < 0.5:
        image, boxes = image[:, :, ::-1], [(c, (columns - x - w, y, w, h)) for c, (x, y, w, h) in boxes]
    if luck.random() < 0.5:
        image, boxes = image[:, ::-1], [(c, (x, rows - y - h, w, h)) for c, (x, y, w, h) in boxes]
    return image, boxes


def train(samples: list, minutes: float, seed: int) -> tuple[Network, int, float]:
    """Train for so many CPU minutes with a learning rate that falls to nothing; give the network, the epochs and the last loss."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    luck, net = np.random.default_rng(seed), Network().to(memory_format=torch.channels_last)
    steps = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3)
    began, epoch, mean = time.process_time(), 0, 0.0
    while (share := (time.process_time() - began) / 60 / minutes) < 1:
        total, order = 0.0, luck.permutation(len(samples))
        for k in range(0, len(order) - 7, 8):
            share = min(1.0, (time.process_time() - began) / 60 / minutes)
            for group in steps.param_groups:
                group["lr"] = (
                    2e-3 * (min(1, (epoch * len(order) + k) / 400 + 0.05) * (1 + math.cos(math.pi * share)) / 2) + 1e-6
                )
            batch = [turned(*samples[i], luck) for i in order[k : k + 8]]
            seen = torch.from_numpy(np.stack([image for image, _ in batch]).astype(np.float32))
            wanted = torch.from_numpy(
                np.stack([targets(boxes, s.shape[1] // STRIDE, s.shape[2] // STRIDE) for s, boxes in batch])
            )
            value = loss(net(seen.to(memory_format=torch.channels_last)), wanted)
            steps.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            steps.step()
            total += value.item()
        epoch, mean = epoch + 1, total / max(1, len(order) // 8)
        print(f"epoch {epoch} loss {mean:.3f} cpu {(time.process_time() - began) / 60:.1f} min", flush=True)
    return net, epoch, mean


def padded(image: np.ndarray) -> np.ndarray:
    """Bring an image to one size for batches: half precision, zeros below."""
    rows = 16 * math.ceil(SIZE * 1.02 / 16)
    return np.pad(image, ((0, 0), (0, max(0, rows - image.shape[1])), (0, 0)))[:, :rows].astype(np.float16)


def main() -> None:
    """Make the set, train, export, write the card."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--images", type=int, default=900)
    asked.add_argument("--minutes", type=float, default=20)
    asked.add_argument("--seed", type=int, default=2026)
    given = asked.parse_args()
    samples = []
    for i in range(given.images):
        image, boxes = sample(given.seed * 1000 + i)
        samples.append((padded(image), boxes))
    made = time.process_time() / 60
    print(f"{len(samples)} images, {sum(len(b) for _, b in samples)} weapons, {made:.1f} CPU min", flush=True)
    net, epochs, last = train(samples, given.minutes, given.seed)
    net = net.eval().to(memory_format=torch.contiguous_format)
    given.out.mkdir(parents=True, exist_ok=True)
    axes = {"scan": {2: "rows", 3: "columns"}, "shapes": {2: "rows8", 3: "columns8"}}
    torch.onnx.export(
        net, (torch.zeros(1, 3, SIZE, SIZE),), str(given.out / "shapes.onnx"), input_names=["scan"], output_names=["shapes"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    card = {
        "classes": CLASSES, "images": len(samples), "weapons": sum(len(b) for _, b in samples), "beams": BEAMS, "seed": given.seed,
        "epochs": epochs, "last_loss": round(last, 4), "parameters": sum(p.numel() for p in net.parameters()),
        "cpu_minutes": {"making the images": round(made, 1), "training": given.minutes}, "trained_on": "simulated bags only",
        "script": "tools/train_shapes.py", "test_seeds_from": TEST_SEEDS_FROM, "torch": torch.__version__,
    }  # fmt: skip
    (given.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
