import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {requireArgs, requireFields} from '../core/structured-argument';
import type {Preprocessing} from '../core/preprocessing';
import {checksFor} from '../core/check';
import {drawFilterGrid, type RgbaPicture} from '../drawing/filter-grid';
import {makeDirectory} from '../disk/make-directory.node.js';
import {encodePng} from '../drawing/encode-png';
import {ioError, writeFileAtomic} from '../disk/atomic-file.node.js';
import type {HistoryRow} from '../training/history';
import {readRunHistory} from '../runs/read-run-history.node.js';
import type {ReportPhoto} from '../runs/report-data';
import {drawActivationMaps, type ActivationMaps} from './activation-maps';
import {confusionChart, MAX_CHART_CLASSES} from './confusion-chart';
import {curveChart} from './curve-chart';
import type {GalleryData} from './gallery-data';
import {filesOfGallery, galleryPage, type DrawnPicture} from './gallery-page';
import {drawOcclusionMap} from './occlusion-map';
import type {ShownPhoto} from './report-photos';
import {dataUrl, loadSharp, showPhoto} from './show-photo.node.js';
import {tileSheet, type Tile} from './tile-sheet';

/** Number of predictions shown under a photo, as in Figure 4. */
const MAX_SCORES = 5;
/** Maximal number of feature maps per layer: 32 fill two rows of a page. */
const MAX_CHANNELS = 32;
/** Dots per inch of drawn charts: twice a screen's, so that small text is sharp. Photos would only become larger files. */
const CHART_DPI = 144;
const PHOTO_DPI = 72;

/** The result of {@link writeGallery}. */
export interface GalleryReport {
  /** Paths of the files, `index.html` first. */
  files: string[];
  /** Whether the PNG files have captions, which needs a font on this machine. */
  hasCaptions: boolean;
}

/**
 * Writes the figures of a model into a directory: the self-contained `index.html`, and each figure as a PNG file:
 * filters, predictions, nearest, occlusion, activations-LAYER, confusion, curves.
 *
 * @param options.history the training's, as `readTrainingHistory` finds it; empty leaves the curves out.
 */
export async function writeGallery(
  directory: string,
  data: GalleryData,
  options: {title: string; history?: readonly HistoryRow[]; channelOrder?: Preprocessing['channelOrder']},
): Promise<GalleryReport> {
  const check = checksFor('writeGallery');
  check.text('directory', directory);
  requireFields('writeGallery', 'data', data, {
    what: 'the figures of a model',
    fields: ['classes', 'count', 'predictions', 'nearest', 'activations', 'occlusions'],
    fix: 'pass await gatherGallery(model, source, {preprocessing})',
  });
  const {
    title,
    history = [],
    channelOrder = 'rgb',
  } = requireArgs('writeGallery', options, "{title: 'My network'}");
  check.text('title', title);
  try {
    await makeDirectory(directory);
  } catch (cause) {
    throw ioError(`making ${directory}`, cause);
  }
  const hasCaptions = await hasFonts();
  const show = (photo: ReportPhoto): Promise<ShownPhoto> => showPhoto(photo, data.classes, MAX_SCORES);
  const predictions = await Promise.all(data.predictions.map(show));
  const rows = await Promise.all(
    data.nearest.rows.map(async ({query, neighbors}) => ({
      query: await show(query),
      neighbors: await Promise.all(
        neighbors.map(async near => ({...(await show(near)), distance: near.distance})),
      ),
    })),
  );
  const occlusions = await Promise.all(
    data.occlusions.map(async ({photo, map}) => ({
      photo: await show(photo),
      overlayUrl: await pngUrl(
        drawOcclusionMap(map, {width: photo.side, height: photo.side, contrast: 'map'}),
      ),
      label: data.classes[map.classIndex] ?? '',
      probability: map.probability,
      lowest: map.data.reduce((low, value) => Math.min(low, value), map.probability),
    })),
  );
  const filters =
    data.firstFilters &&
    (await drawn(
      drawFilterGrid(data.firstFilters, {channelOrder, scale: 6, gapPx: 4}),
      `${data.firstFilters.shape[3] ?? 0} filters of ${data.firstFilters.layer}, ${data.firstFilters.shape.slice(0, 2).join(' × ')} pixels, each scaled to its own contrast.`,
    ));
  const maps = await Promise.all(data.activations.maps.map(drawMaps));

  const sheet = (tiles: Tile[][]): string => tileSheet(tiles, {hasText: hasCaptions});
  const pictures: [string, string | DrawnPicture | undefined][] = [
    ['filters.png', filters],
    ['predictions.png', sheet(inRows(predictions.map(predictionTile), 4))],
    ['nearest.png', rows.some(row => row.neighbors.length > 0) ? sheet(rows.map(nearestTiles)) : undefined],
    [
      'occlusion.png',
      sheet([
        occlusions.map(({photo, overlayUrl, label, probability, lowest}) => ({
          dataUrl: photo.dataUrl,
          overlayUrl,
          lines: [
            {text: `${label} ${(probability * 100).toFixed(1)} %`},
            {text: `covered: as low as ${(lowest * 100).toFixed(1)} %`},
          ],
        })),
      ]),
    ],
    ...data.activations.maps.map(({layer}, i): [string, DrawnPicture | undefined] => [
      `activations-${layer.replace(/[^\w.-]/g, '-')}.png`,
      maps[i],
    ]),
    [
      'confusion.png',
      data.accuracy !== undefined && data.classes.length <= MAX_CHART_CLASSES
        ? confusionChart(data.accuracy.confusion, data.classes)
        : undefined,
    ],
    ['curves.png', history.length > 0 ? curveChart(history) : undefined],
  ];
  const written = pictures.flatMap(([name, content]) => (content === undefined ? [] : [name]));
  const page = galleryPage({
    title,
    classes: data.classes,
    count: data.count,
    accuracy: data.accuracy,
    filters,
    predictions,
    nearest: {...data.nearest, rows},
    activations: {photo: await show(data.activations.photo), maps},
    occlusions,
    files: [...new Set([...(await earlierFiles(directory)), ...written])],
    history,
  });
  const files: string[] = [join(directory, 'index.html')];
  await writeFileAtomic(join(directory, 'index.html'), page);
  for (const [name, content] of pictures) {
    if (content !== undefined) {
      const bytes =
        typeof content === 'string'
          ? await rasterize(content, content.includes('<image') ? PHOTO_DPI : CHART_DPI)
          : bytesOf(content.dataUrl);
      files.push(join(directory, name));
      await writeFileAtomic(join(directory, name), bytes);
    }
  }
  return {files, hasCaptions};
}

/** The files that an earlier gallery in this directory listed: they stay files of a gallery. */
async function earlierFiles(directory: string): Promise<string[]> {
  const page = await readFile(join(directory, 'index.html'), 'utf8').catch(() => '');
  return filesOfGallery(page) ?? [];
}

/** The training history in a model directory; empty for an imported model, which has none. */
export async function readTrainingHistory(modelDirectory: string): Promise<HistoryRow[]> {
  return readRunHistory(modelDirectory);
}

async function drawMaps(maps: ActivationMaps): Promise<DrawnPicture> {
  const [height, width, channels] = maps.shape;
  const shown = Math.min(MAX_CHANNELS, channels);
  return drawn(
    drawActivationMaps(maps, {maxChannels: MAX_CHANNELS, columns: 16, mapPx: 56}),
    `${maps.layer}: ${shown === channels ? 'all' : `the ${shown} strongest of`} ${channels} maps, ${height} × ${width} values each.`,
  );
}

async function drawn(picture: RgbaPicture, caption: string): Promise<DrawnPicture> {
  return {dataUrl: await pngUrl(picture), width: picture.width, height: picture.height, caption};
}

async function pngUrl(picture: RgbaPicture): Promise<string> {
  return dataUrl('image/png', await encodePng(picture));
}

function bytesOf(url: string): Buffer {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

function predictionTile({dataUrl: url, label, top}: ShownPhoto): Tile {
  return {
    dataUrl: url,
    lines: [
      {text: label, tone: top[0]?.label === label ? 'right' : 'wrong'},
      ...top.map(one => ({
        text: `${one.label} ${(one.score * 100).toFixed(1)} %`,
        share: one.score,
      })),
    ],
  };
}

function nearestTiles({query, neighbors}: {query: ShownPhoto; neighbors: readonly ShownPhoto[]}): Tile[] {
  return [
    {dataUrl: query.dataUrl, isFramed: true, lines: [{text: query.label}]},
    ...neighbors.map(({dataUrl: url, label}): Tile => ({
      dataUrl: url,
      lines: [{text: label, tone: label === query.label ? 'right' : 'wrong'}],
    })),
  ];
}

function inRows<T>(items: readonly T[], columns: number): T[][] {
  return Array.from({length: Math.ceil(items.length / columns)}, (_, row) =>
    items.slice(row * columns, (row + 1) * columns),
  );
}

async function rasterize(svg: string, dpi: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  // Drawn by this library: the limits are for files from others.
  return sharp(Buffer.from(svg), {density: dpi, unlimited: true}).png().toBuffer();
}

/** Whether text can be drawn: without a font every letter is the same box. */
async function hasFonts(): Promise<boolean> {
  const sharp = await loadSharp();
  const widthOf = async (text: string): Promise<number> => {
    const {info} = await sharp({text: {text, rgba: true}})
      .raw()
      .toBuffer({resolveWithObject: true});
    return info.width;
  };
  try {
    return (await widthOf('iiii')) !== (await widthOf('WWWW'));
  } catch {
    return false;
  }
}
