import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import type { Bench, Result } from './harness.ts'

const FILE = new URL('../docs/performance.md', import.meta.url)

const HEAD = `# Performance

[简体中文](performance.zh-CN.md)

\`npm run bench\` measures everything in a few minutes and writes this page. \`npm run bench -- <name>\` runs one benchmark and replaces
its section; \`--json\` also prints \`{ name, results }\` as the last line.

Every result is the ratio of photosalbum to a baseline. Both are measured alternately in the same run, with the same durability. The
ratio is the median of all rounds, and ± is half of its interquartile range. Absolute numbers say more about the machine than about
the package.
`

const FILE_ZH = new URL('../docs/performance.zh-CN.md', import.meta.url)

const HEAD_ZH = `# 性能

[English](performance.md)

\`npm run bench\` 在几分钟内完成全部测量并更新本页；\`npm run bench -- <名称>\` 只运行一项。每个结果都是 photosalbum 与基线之比：两者在同一次运行中交替测量，写盘与 fsync 的要求相同；取各轮的中位数，± 为四分位距的一半。绝对数值主要取决于机器。“–”表示仅供参考，没有目标。用例名称与[英文页](performance.md)一致，测量环境也见该页。
`

const CASE_COLUMNS = '| case | ratio | goal | photosalbum | baseline | unit |'
const CASE_COLUMNS_ZH = '| 用例 | 比值 | 目标 | photosalbum | 基线 | 单位 |'

/** What each bench measures, in Chinese. */
const WORK_ZH: Readonly<Record<string, string>> = {
  peers:
    '完整进程：用 `photosalbum save` 保存 300 个文件，以及保存一个本地 HTTPS 服务器上的 300 个地址（服务器每次响应前等待 20 毫秒）。每张照片 200 kB。基线：完成同样工作的其他程序，最多 6 个连接（`wget` 为 1 个）。photosalbum 在报告每张照片之前都会将照片及其目录 fsync，并检查图片是否完整；基线中只有注明“a sync of each”的才会写盘并 fsync。复制的耗时取决于磁盘和空闲内存，因此比值会随机器和测量时间变化：本机磁盘是没有日志的 ext4，一次 fsync 需要 0.3 毫秒，`cp` 并逐个 fsync 只相当于 photosalbum 启动两次（`npm run bench -- start`）。新建的 ext4（“a new ext4”）带有日志，与大多数 Linux 磁盘相同；只有基准测试有权挂载时才有这几行。',
  local:
    '把磁盘上的照片存入目录相册。基线：手工执行同样的系统调用，即克隆或复制、fsync、发布（link 与 unlink）、对目录 fsync。',
  network:
    '把本地 HTTPS 服务器（每次响应前等待 20 毫秒）上的 300 张 200 kB 照片存入目录相册。基线：连接数相同的 `curl --parallel`，结束后对所有文件和目录 fsync。',
  memory: '把一张 1 GiB 的照片存入目录相册时进程的内存峰值。基线：目标值。',
  cloud:
    '完整进程：用 `photosalbum save --jobs 6` 把 300 张 200 kB 的照片存入 Ceph 的 radosgw（S3）和 Apache 的 mod_dav（WebDAV），中间的代理在每次请求前等待 20 毫秒；以及不经过代理保存一张 1 GiB 的照片时的内存峰值。基线：用 `rclone copy --transfers 6` 把同样的照片复制到同一服务器；内存的基线为目标值，即比空闲的 `node` 多 60 MB。rclone 会覆盖同名文件，photosalbum 从不覆盖：在 S3 上使用带条件的上传，在 WebDAV 上先上传并检查，再移动到位。',
  growth: '向已有 100,000 张同名照片的目录存入一张 4 kB 的照片。基线：向空目录存入该名称的第一张照片。',
  calls:
    '并发调用 `my.saveImageToPhotosAlbum`，把 4 kB 的用户文件存入内存相册。基线：同样数量的并发 `saveImage` 调用，不经过 `my`。',
  start: '用 `photosalbum save` 保存一个小文件：从启动到退出的整个进程。基线：`node -e 0`。',
  browser:
    '在各引擎中把照片逐张存入页面的私有文件系统（`opfs`）。基线：在同一页面手工执行同样的 OPFS 调用，即写入暂存文件并读取其大小、加锁查找可用名称、移动文件。第二行的基线不检查大小：这项检查用来发现浏览器写错的内容，需要与浏览器进程多往返一次。Chromium 的“written in place”是常见的写法：刷新页面会留下不完整的文件，同名照片会被覆盖。计时之前，各方先写入 200 张照片预热。WebKit 中全部调用一共约 3 毫秒；页面最初的几张照片每张最多多花 0.6 毫秒，直到引擎编译完反复执行的代码。',
  size: '页面加载的代码，打包、压缩并 gzip 之后的体积。基线：预算。',
  simulator: 'Chromium 中的模拟手机。基线：目标值。',
  'mini-program':
    '小程序：用命令打开、在 Chromium 中绘制、修改磁盘上的文件、用测试工具打开。1,000 行从点击按钮开始，经过小程序的 worker、数据和模板，直到显示在页面上。基线：列表为单独使用 Preact 渲染同样的行，其余为目标值，依次是 1500、300、16 和 150 毫秒。',
  testing:
    '测试工具的 `my.saveImageToPhotosAlbum`：每次调用都会下载、识别图片并存入相册。基线：miniprogram-simulate 的 mock，无论传入什么都返回“ok”。',
}

/** The sections in Chinese: their tables are those of the English page. */
function chinesePage(sections: ReadonlyMap<string, string>, names: readonly string[]): string {
  const parts = names.flatMap((name) => {
    const tables = `${sections.get(name) ?? ''}\n`.match(/(^\|.*\n)+/gm) ?? []
    if (tables.length === 0) return []
    const text = tables.join('\n').replace(CASE_COLUMNS, CASE_COLUMNS_ZH)
    return `\n## ${name}\n\n${WORK_ZH[name] ?? ''}\n\n${text}`
  })
  return HEAD_ZH + parts.join('')
}

/** Replaces one section of the report and keeps the others, in the order of the names of all benches. */
export async function writeReport(
  name: string,
  bench: Bench,
  results: readonly Result[],
  names: readonly string[],
): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '')
  const sections = new Map<string, string>()
  for (const section of text.split(/^## /m).slice(1)) sections.set(section.split('\n')[0] as string, section.trimEnd())
  sections.set(name, sectionOf(name, bench, results))
  const all = names.flatMap((each) => (sections.has(each) ? [`\n## ${sections.get(each)}\n`] : []))
  await writeFile(FILE, `${HEAD}${all.join('')}`)
  await writeFile(FILE_ZH, chinesePage(sections, names))
}

function sectionOf(name: string, { work, baseline, notes }: Bench, results: readonly Result[]): string {
  const rows = results.map(
    (result) =>
      `| ${result.case} | ${result.ratio.toFixed(2)} ± ${result.spread.toFixed(2)} | ${result.goal === undefined ? '–' : `≤ ${result.goal.toFixed(2)}`} | ` +
      `${amount(result.subject)} | ${amount(result.baseline)} | ${result.unit} |`,
  )
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`
  const [load = 0] = loadavg()
  // On a machine that does other work, the spread is wide, and programs that need a CPU wait longer than those that need a disk.
  const busy = load > cpus().length + 1 ? `, which was busy with other work (load average ${load.toFixed(0)})` : ''
  return [
    name,
    '',
    `${work} Baseline: ${baseline}`,
    ...(notes ? ['', notes] : []),
    '',
    CASE_COLUMNS,
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} on ${machine}${busy}. ` +
      `Repeat it: \`npm run bench -- ${name}\`.`,
  ].join('\n')
}

/** The same numbers for a terminal. */
export function inColumns(results: readonly Result[]): string[] {
  const rows = results.map((result) => [
    result.case,
    `${result.ratio.toFixed(2)} ± ${result.spread.toFixed(2)}`,
    result.goal === undefined ? '' : `goal ${result.goal.toFixed(2)}`,
    `${amount(result.subject)} against ${amount(result.baseline)} ${result.unit}`,
    result.ratio <= (result.goal ?? result.ratio) ? '' : '← missed',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function amount(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1)
}
