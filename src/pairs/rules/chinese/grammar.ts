/** Words that tell nothing about a passage's subject. */
export const chineseFunctionWords: ReadonlySet<string> = new Set(
  (
    '的 了 和 是 在 也 都 就 而 及 与 或 但 但是 不 没有 一个 一种 一些 这 那 这个 那个 这些 那些 这种 它 它们 他 她 他们 我们 你 您 ' +
    '其 其中 该 此 本 各 每 某 等 等等 以及 并 并且 因此 因为 所以 由于 如果 若 则 即 虽然 然而 不过 同时 此外 另外 例如 比如 如 ' +
    '可以 可能 能够 应 应当 应该 必须 需要 需 要 会 将 已 已经 被 把 对 对于 关于 根据 按照 通过 为 为了 以 从 到 向 由 于 与其 之 之间 ' +
    '进行 使用 具有 有 包括 包含 属于 成为 作为 以上 以下 以前 以后 之后 之前 时 时候 中 上 下 内 外 前 后 很 非常 更 最 较 比较 ' +
    '主要 一般 通常 不同 相关 方面 情况 问题 部分 方式 其他 什么 怎么 如何 为什么 哪些 多少 个 种 次 年 月 日 第一 第二 第三'
  ).split(' '),
);

/** What a subject may not begin with: it would point back into the passage, or it is no subject at all. */
export const pointsBack =
  /^(?:这|那|它|他|她|其|该|此|本|上述|以上|以下|前者|后者|我|你|您|并|但|而|则|也|又|还|就|都|因|所以|如果|若|当|由于|虽|即|使|让|对|把|被|从|以|为|在|与|和|或|及|第|一是|二是|有的|有些|不|可以|应|必须)/;

/** Words that open a sentence without being part of it. */
export const leadIn =
  /^(?:(?:因此|所以|此外|另外|同时|其中|首先|其次|再次|最后|例如|比如|然而|但是|不过|总之|一般来说|一般而言|通常|目前|当前|事实上|实际上|换句话说|也就是说|需要注意的是|值得注意的是|注意)[，,：:]?|[（(]?[0-9一二三四五六七八九十]{1,3}[)）.、．]\s*)+/;
