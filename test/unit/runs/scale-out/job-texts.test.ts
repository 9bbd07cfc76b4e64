/**
 * The fields of the two cluster files against their published schemas, in the parts that the files use:
 *
 * - TrainJob: kubeflow/trainer, manifests/base/crds/trainer.kubeflow.org_trainjobs.yaml (v1alpha1) at commit
 *   8c0f5059bd51ec3ba6d6a6a7b2e1471de7bc13b3.
 * - SkyPilot: skypilot-org/skypilot, sky/utils/schemas.py (get_task_schema, get_resources_schema, get_storage_schema) at commit
 *   00052dfe0d132c5ad6aa9a175572b0695f747c80.
 */
import Ajv from 'ajv';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {jobTexts} from '../../../../src/runs/scale-out/job-texts';

const TEXT = {type: 'string'};
const closed = (properties: Record<string, unknown>, required: string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const listOf = (items: object): object => ({type: 'array', items});

const POD = closed({
  volumes: listOf(
    closed(
      {
        name: TEXT,
        persistentVolumeClaim: closed({claimName: TEXT, readOnly: {type: 'boolean'}}, ['claimName']),
        emptyDir: closed({medium: TEXT, sizeLimit: TEXT}),
      },
      ['name'],
    ),
  ),
  containers: listOf(
    closed(
      {
        name: TEXT,
        volumeMounts: listOf(
          closed({name: TEXT, mountPath: TEXT, readOnly: {type: 'boolean'}, subPath: TEXT}, [
            'name',
            'mountPath',
          ]),
        ),
      },
      ['name'],
    ),
  ),
});
const TRAIN_JOB = closed(
  {
    apiVersion: {const: 'trainer.kubeflow.org/v1alpha1'},
    kind: {const: 'TrainJob'},
    metadata: closed({name: {type: 'string', pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$', maxLength: 63}}, [
      'name',
    ]),
    spec: closed(
      {
        runtimeRef: closed({apiGroup: TEXT, kind: TEXT, name: TEXT}, ['name']),
        suspend: {type: 'boolean'},
        trainer: closed({
          image: TEXT,
          command: {...listOf(TEXT), maxItems: 128},
          args: {...listOf(TEXT), maxItems: 128},
          env: {...listOf(closed({name: TEXT, value: TEXT}, ['name'])), maxItems: 128},
          numNodes: {type: 'integer', minimum: 1},
          numProcPerNode: {type: 'integer', minimum: 1},
          resourcesPerNode: closed({
            limits: {type: 'object', additionalProperties: {type: ['integer', 'string']}},
            requests: {type: 'object', additionalProperties: {type: ['integer', 'string']}},
          }),
        }),
        runtimePatches: {
          ...listOf(
            closed(
              {
                manager: TEXT,
                trainingRuntimeSpec: closed({
                  template: closed({
                    metadata: {type: 'object'},
                    spec: closed({
                      replicatedJobs: listOf(
                        closed(
                          {
                            name: TEXT,
                            template: closed({
                              metadata: {type: 'object'},
                              spec: closed({template: closed({metadata: {type: 'object'}, spec: POD})}),
                            }),
                          },
                          ['name'],
                        ),
                      ),
                    }),
                  }),
                }),
              },
              ['manager'],
            ),
          ),
          maxItems: 16,
        },
      },
      ['runtimeRef'],
    ),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);

const SKY = closed({
  name: TEXT,
  workdir: TEXT,
  num_nodes: {type: 'integer'},
  resources: closed({
    accelerators: {type: ['string', 'object', 'array']},
    use_spot: {type: 'boolean'},
    cpus: {type: ['string', 'number']},
    memory: {type: ['string', 'number']},
    disk_size: {type: ['string', 'integer']},
    image_id: {type: ['string', 'object']},
  }),
  file_mounts: {
    type: 'object',
    additionalProperties: {
      anyOf: [
        TEXT,
        closed({
          name: TEXT,
          source: TEXT,
          store: TEXT,
          persistent: {type: 'boolean'},
          mode: {enum: ['MOUNT', 'COPY', 'MOUNT_CACHED']},
        }),
      ],
    },
  },
  envs: {
    type: 'object',
    patternProperties: {'^[a-zA-Z_][a-zA-Z0-9_]*$': {type: ['string', 'null']}},
    additionalProperties: false,
  },
  setup: TEXT,
  run: TEXT,
});

const texts = jobTexts({
  preset: 'squeezenet1.1',
  trainingPhotos: 8,
  validationPhotos: 2,
  batchSize: 4,
  epochs: 90,
  data: '/photos/shards',
});

/** What a schema finds wrong in a YAML text. */
function faults(schema: object, text: string): unknown {
  const ajv = new Ajv();
  return ajv.validate(schema, parse(text)) === true ? [] : ajv.errors;
}

describe('jobTexts', () => {
  it('writes a TrainJob that Kubeflow Trainer accepts', () => {
    expect(faults(TRAIN_JOB, texts['trainjob.yaml'] ?? '')).toEqual([]);
  });

  it('writes a task that SkyPilot accepts', () => {
    expect(faults(SKY, texts['sky.yaml'] ?? '')).toEqual([]);
  });

  it('is checked by schemas that refuse a field of another version', () => {
    const renamed = (texts['trainjob.yaml'] ?? '').replace('runtimePatches', 'podTemplateOverrides');
    expect(faults(TRAIN_JOB, renamed)).not.toEqual([]);
    expect(faults(SKY, (texts['sky.yaml'] ?? '').replace('num_nodes', 'nodes'))).not.toEqual([]);
  });

  it('names each file of the job, and the line that starts it', () => {
    expect(texts['README.md']).toMatch(/torchrun --standalone .* train_ddp\.py/);
    expect(texts['README.md']).toContain('8 training photos and 2 validation photos');
    expect(texts['requirements.txt']).toMatch(/^torch>=/m);
  });
});
