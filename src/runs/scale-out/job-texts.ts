/** Values of a job that its texts mention. */
export interface JobTextsArgs {
  /** Name of the network. */
  preset: string;
  trainingPhotos: number;
  validationPhotos: number;
  batchSize: number;
  epochs: number;
  /** Folder or address of the shards. */
  data: string;
}

/** Versions from which on `train_ddp.py` runs. */
const REQUIREMENTS = `torch>=2.4
numpy>=1.26
pillow>=10
safetensors>=0.4
tensorboard>=2.15
`;

/** The texts of a training job, by file name. */
export function jobTexts(args: JobTextsArgs): Record<string, string> {
  return {
    'requirements.txt': REQUIREMENTS,
    'README.md': readme(args),
    'trainjob.yaml': trainJob(args),
    'sky.yaml': sky(args),
  };
}

function jobName(preset: string): string {
  const name = preset
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `train-${name}`.slice(0, 50).replace(/-$/, '');
}

function readme({preset, trainingPhotos, validationPhotos, batchSize, epochs, data}: JobTextsArgs): string {
  return `# Training job: ${preset}

${trainingPhotos} training photos and ${validationPhotos} validation photos in shards at ${data};
${epochs} epochs with ${batchSize} photos per joint step, over all processes together.

    pip install -r requirements.txt
    torchrun --standalone --nproc-per-node=gpu --max-restarts=3 train_ddp.py

On two processors without a GPU: \`--nproc-per-node=2\`. On several machines that share this folder, on each:

    torchrun --nnodes=1:16 --nproc-per-node=gpu --max-restarts=10 \\
      --rdzv-id=${jobName(preset)} --rdzv-backend=c10d --rdzv-endpoint=HOST:29400 train_ddp.py --data SHARDS

- \`--data\` (or ALEXNET_DATA): the folder or the address of the shards, where it is another one than above.
- \`--precision bfloat16\` computes in mixed precision, \`tf32\` in the short format of NVIDIA's matrix units.
- \`--timeout 10\`: minutes after which a silent process counts as lost. Then all processes start again from the last
  checkpoint, with as many as there are. Progress is counted in joint steps: no photo is lost, and none is used twice.
- \`train_ddp.py --help\` lists the rest.

Training writes \`checkpoints/\`, \`history.csv\` and \`logs/\` (TensorBoard) into this folder. To take the result back:

    alexnet train --from . --out RUN

| file | content |
|---|---|
| network.json | the table of the network |
| recipe.json | the constants of the training |
| preprocessing.json | mean, scale and classes |
| plan.json | the place of each photo in the shards |
| start/ | the weights (safetensors) and the state that the training starts from |
| train_ddp.py, job_network.py, job_photos.py, job_processes.py | the training in PyTorch |
| trainjob.yaml | for Kubeflow Trainer (TrainJob) |
| sky.yaml | for SkyPilot |
| job.json, run.json, photos.json | what \`alexnet train --from\` needs |
`;
}

function trainJob({preset}: JobTextsArgs): string {
  return `# Kubeflow Trainer: kubectl apply -f trainjob.yaml
# The volume claim "alexnet" holds this folder as job/ and the shards as shards/.
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata:
  name: ${jobName(preset)}
spec:
  runtimeRef:
    name: torch-distributed
  trainer:
    numNodes: 2
    command:
      - bash
      - -c
      - pip install -r /alexnet/job/requirements.txt && torchrun --max-restarts=3 /alexnet/job/train_ddp.py
    env:
      - name: ALEXNET_DATA
        value: /alexnet/shards
    resourcesPerNode:
      limits:
        nvidia.com/gpu: "1"
  runtimePatches:
    - manager: tfjs-alexnet.dev/scale-out
      trainingRuntimeSpec:
        template:
          spec:
            replicatedJobs:
              - name: node
                template:
                  spec:
                    template:
                      spec:
                        volumes:
                          - name: alexnet
                            persistentVolumeClaim:
                              claimName: alexnet
                          - name: memory
                            emptyDir:
                              medium: Memory
                        containers:
                          - name: node
                            volumeMounts:
                              - name: alexnet
                                mountPath: /alexnet
                              - name: memory
                                mountPath: /dev/shm
`;
}

function sky({preset}: JobTextsArgs): string {
  return `# SkyPilot: sky jobs launch sky.yaml
# The bucket of file_mounts holds this folder as job/ and the shards as shards/.
name: ${jobName(preset)}
num_nodes: 2
resources:
  accelerators: A100:8
  use_spot: true
file_mounts:
  /alexnet:
    source: s3://YOUR-BUCKET
    mode: MOUNT
envs:
  ALEXNET_DATA: /alexnet/shards
setup: |
  pip install -r /alexnet/job/requirements.txt
run: |
  torchrun --nnodes=$SKYPILOT_NUM_NODES --nproc-per-node=$SKYPILOT_NUM_GPUS_PER_NODE --max-restarts=3 \\
    --rdzv-id=$SKYPILOT_TASK_ID --rdzv-backend=c10d \\
    --rdzv-endpoint=$(echo "$SKYPILOT_NODE_IPS" | head -n 1):29400 /alexnet/job/train_ddp.py
`;
}
