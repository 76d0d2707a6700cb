/** The rows of a framework, each of which knows only its parent, arranged as a tree. Pure. */
export type TreeItem = { identifier: string; parentIdentifier: string | null };

export type TreeNode<Item extends TreeItem> = {
  item: Item;
  /** 1 for a root, as in aria-level. */
  level: number;
  hasChildren: boolean;
  /** Position among its siblings, from 1, and the number of siblings. */
  position: number;
  siblings: number;
};

/** Rows in reading order. An item whose parent is missing, or that is its own ancestor, is shown as a root. */
export function toTree<Item extends TreeItem>(items: readonly Item[]): TreeNode<Item>[] {
  const known = new Set(items.map((item) => item.identifier));
  const children = new Map<string | null, Item[]>();
  for (const item of items) {
    const parent = item.parentIdentifier !== null && known.has(item.parentIdentifier) ? item.parentIdentifier : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(item);
    else children.set(parent, [item]);
  }

  const nodes: TreeNode<Item>[] = [];
  const seen = new Set<string>();
  const visit = (siblings: readonly Item[], level: number) => {
    siblings.forEach((item, index) => {
      if (seen.has(item.identifier)) return;
      seen.add(item.identifier);
      const below = children.get(item.identifier) ?? [];
      nodes.push({ item, level, hasChildren: below.length > 0, position: index + 1, siblings: siblings.length });
      visit(below, level + 1);
    });
  };
  visit(children.get(null) ?? [], 1);
  // A circle has no root; its items are added here so that they are still shown.
  visit(
    items.filter((item) => !seen.has(item.identifier)),
    1,
  );
  return nodes;
}

/** The nodes whose item matches, with their ancestors, so that the position of each match is visible. */
export function matchesWithAncestors<Item extends TreeItem>(
  nodes: readonly TreeNode<Item>[],
  matches: (item: Item) => boolean,
): TreeNode<Item>[] {
  const kept = new Set<string>();
  const byId = new Map(nodes.map((node) => [node.item.identifier, node]));
  for (const node of nodes) {
    if (!matches(node.item)) continue;
    let at: TreeNode<Item> | undefined = node;
    while (at && !kept.has(at.item.identifier)) {
      kept.add(at.item.identifier);
      at = at.item.parentIdentifier === null ? undefined : byId.get(at.item.parentIdentifier);
    }
  }
  return nodes.filter((node) => kept.has(node.item.identifier));
}

/** Removes the descendants of closed nodes. Nodes are in reading order, so one pass with a depth is enough. */
export function withoutClosed<Item extends TreeItem>(
  nodes: readonly TreeNode<Item>[],
  closed: ReadonlySet<string>,
): TreeNode<Item>[] {
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return nodes.filter((node) => {
    if (node.level > hiddenBelow) return false;
    hiddenBelow = closed.has(node.item.identifier) ? node.level : Number.POSITIVE_INFINITY;
    return true;
  });
}
