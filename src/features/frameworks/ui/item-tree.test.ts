import { describe, expect, it } from "vitest";
import { matchesWithAncestors, toTree, withoutClosed } from "./item-tree.ts";

const item = (identifier: string, parentIdentifier: string | null = null) => ({ identifier, parentIdentifier });
const names = (nodes: { item: { identifier: string } }[]) => nodes.map((node) => node.item.identifier);

describe("the tree of a framework", () => {
  const nodes = toTree([item("b", "a"), item("a"), item("c", "b"), item("d"), item("e", "a")]);

  it("is in reading order with depth and position among siblings", () => {
    expect(nodes.map((node) => [node.item.identifier, node.level, node.position, node.siblings])).toEqual([
      ["a", 1, 1, 2],
      ["b", 2, 1, 2],
      ["c", 3, 1, 1],
      ["e", 2, 2, 2],
      ["d", 1, 2, 2],
    ]);
  });

  it("shows items whose parent is missing and items in a circle as roots", () => {
    expect(names(toTree([item("a", "gone")]))).toEqual(["a"]);
    expect(names(toTree([item("x", "y"), item("y", "x"), item("z")])).toSorted()).toEqual(["x", "y", "z"]);
  });

  it("keeps the ancestors of the items that a search finds", () => {
    expect(names(matchesWithAncestors(nodes, (each) => each.identifier === "c"))).toEqual(["a", "b", "c"]);
  });

  it("hides everything under a closed node and nothing else", () => {
    expect(names(withoutClosed(nodes, new Set(["a"])))).toEqual(["a", "d"]);
    expect(names(withoutClosed(nodes, new Set(["b", "d"])))).toEqual(["a", "b", "e", "d"]);
  });
});
