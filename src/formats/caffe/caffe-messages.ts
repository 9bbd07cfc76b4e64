/**
 * The messages of caffe.proto that networks of this era use. A field is its number, its name and what it holds: a plain
 * value, another message of this table (with a capital letter) or the names of an enum from 0 on; `*` stands behind
 * what repeats. Fields that are not here (other forks' layers) are skipped by the reader.
 *
 * Source: BVLC/caffe, src/caffe/proto/caffe.proto.
 */
export const CAFFE_MESSAGES: Readonly<Record<string, string>> = {
  BlobShape: '1 dim integer*',
  Filler:
    '1 type text, 2 value float, 3 min float, 4 max float, 5 mean float, 6 std float, 7 sparse integer, ' +
    '8 variance_norm FAN_IN|FAN_OUT|AVERAGE',
  NetStateRule:
    '1 phase TRAIN|TEST, 2 min_level integer, 3 max_level integer, 4 stage text*, 5 not_stage text*',
  ParamSpec: '1 name text, 2 share_mode STRICT|PERMISSIVE, 3 lr_mult float, 4 decay_mult float',

  // What a layer has beside name, type, bottoms, tops and blobs, today …
  Layer:
    '5 loss_weight float*, 6 param ParamSpec*, 8 include NetStateRule*, 9 exclude NetStateRule*, ' +
    '10 phase TRAIN|TEST, 11 propagate_down boolean*, 100 transform_param Transformation, 101 loss_param Loss, ' +
    '102 accuracy_param Accuracy, 103 argmax_param ArgMax, 104 concat_param Concat, ' +
    '106 convolution_param Convolution, 107 data_param Data, 108 dropout_param Dropout, ' +
    '109 dummy_data_param DummyData, 110 eltwise_param Eltwise, ' +
    '111 exp_param Exp, 115 image_data_param ImageData, 117 inner_product_param InnerProduct, 118 lrn_param LRN, ' +
    '119 memory_data_param MemoryData, 120 mvn_param MVN, 121 pooling_param Pooling, 122 power_param Power, ' +
    '123 relu_param ReLU, 124 sigmoid_param EngineOnly, 125 softmax_param Softmax, 126 slice_param Slice, ' +
    '127 tanh_param EngineOnly, 128 threshold_param Threshold, 129 window_data_param WindowData, 131 prelu_param PReLU, 133 reshape_param Reshape, ' +
    '134 log_param Log, 135 flatten_param Flatten, 136 reduction_param Reduction, 139 batch_norm_param BatchNorm, ' +
    '140 elu_param ELU, 141 bias_param Bias, 142 scale_param Scale, 143 input_param Input, 144 crop_param Crop',
  // … and in files of before 2015. Its rates per blob (7, 8) are read apart.
  V1Layer:
    '9 concat_param Concat, 10 convolution_param Convolution, 11 data_param Data, 12 dropout_param Dropout, ' +
    '15 image_data_param ImageData, 17 inner_product_param InnerProduct, 18 lrn_param LRN, 19 pooling_param Pooling, ' +
    '20 window_data_param WindowData, ' +
    '21 power_param Power, 22 memory_data_param MemoryData, 23 argmax_param ArgMax, 24 eltwise_param Eltwise, ' +
    '25 threshold_param Threshold, 26 dummy_data_param DummyData, 27 accuracy_param Accuracy, 30 relu_param ReLU, 31 slice_param Slice, ' +
    '32 include NetStateRule*, 33 exclude NetStateRule*, 34 mvn_param MVN, 35 loss_weight float*, ' +
    '36 transform_param Transformation, 37 tanh_param EngineOnly, 38 sigmoid_param EngineOnly, ' +
    '39 softmax_param Softmax, 41 exp_param Exp, 42 loss_param Loss',

  // … and of 2013: all parameters in one message, inside a V1 layer. Its blobs and rates (50 to 52) are read apart.
  V0Layer:
    '1 name text, 2 type text, 3 num_output integer, 4 biasterm boolean, 5 weight_filler Filler, 6 bias_filler Filler, ' +
    '7 pad integer, 8 kernelsize integer, 9 group integer, 10 stride integer, 11 pool MAX|AVE|STOCHASTIC, ' +
    '12 dropout_ratio float, 13 local_size integer, 14 alpha float, 15 beta float, 16 source text, 17 scale float, ' +
    '18 meanfile text, 19 batchsize integer, 20 cropsize integer, 21 mirror boolean, 22 k float, 53 rand_skip integer, ' +
    '62 new_height integer, 63 new_width integer, 64 shuffle_images boolean, 65 concat_dim integer',

  Accuracy: '1 top_k integer, 2 axis integer, 3 ignore_label integer',
  ArgMax: '1 out_max_val boolean, 2 top_k integer, 3 axis integer',
  BatchNorm: '1 use_global_stats boolean, 2 moving_average_fraction float, 3 eps float',
  Bias: '1 axis integer, 2 num_axes integer, 3 filler Filler',
  Concat: '1 concat_dim integer, 2 axis integer',
  Convolution:
    '1 num_output integer, 2 bias_term boolean, 3 pad integer*, 4 kernel_size integer*, 5 group integer, ' +
    '6 stride integer*, 7 weight_filler Filler, 8 bias_filler Filler, 9 pad_h integer, 10 pad_w integer, ' +
    '11 kernel_h integer, 12 kernel_w integer, 13 stride_h integer, 14 stride_w integer, ' +
    '15 engine DEFAULT|CAFFE|CUDNN, 16 axis integer, 17 force_nd_im2col boolean, 18 dilation integer*',
  Crop: '1 axis integer, 2 offset integer*',
  Data:
    '1 source text, 2 scale float, 3 mean_file text, 4 batch_size integer, 5 crop_size integer, 6 mirror boolean, ' +
    '7 rand_skip integer, 8 backend LEVELDB|LMDB',
  DummyData: '2 num integer*, 3 channels integer*, 4 height integer*, 5 width integer*, 6 shape BlobShape*',
  Dropout: '1 dropout_ratio float, 2 scale_train boolean',
  ELU: '1 alpha float',
  Eltwise: '1 operation PROD|SUM|MAX, 2 coeff float*, 3 stable_prod_grad boolean',
  EngineOnly: '1 engine DEFAULT|CAFFE|CUDNN',
  Exp: '1 base float, 2 scale float, 3 shift float',
  Flatten: '1 axis integer, 2 end_axis integer',
  ImageData:
    '1 source text, 2 scale float, 3 mean_file text, 4 batch_size integer, 5 crop_size integer, 6 mirror boolean, ' +
    '7 rand_skip integer, 8 shuffle boolean, 9 new_height integer, 10 new_width integer, 11 is_color boolean, ' +
    '12 root_folder text',
  InnerProduct:
    '1 num_output integer, 2 bias_term boolean, 3 weight_filler Filler, 4 bias_filler Filler, 5 axis integer, ' +
    '6 transpose boolean',
  Input: '1 shape BlobShape*',
  LRN:
    '1 local_size integer, 2 alpha float, 3 beta float, 4 norm_region ACROSS_CHANNELS|WITHIN_CHANNEL, 5 k float, ' +
    '6 engine DEFAULT|CAFFE|CUDNN',
  Log: '1 base float, 2 scale float, 3 shift float',
  Loss: '1 ignore_label integer, 2 normalize boolean, 3 normalization FULL|VALID|BATCH_SIZE|NONE',
  MVN: '1 normalize_variance boolean, 2 across_channels boolean, 3 eps float',
  MemoryData: '1 batch_size integer, 2 channels integer, 3 height integer, 4 width integer',
  PReLU: '1 filler Filler, 2 channel_shared boolean',
  Pooling:
    '1 pool MAX|AVE|STOCHASTIC, 2 kernel_size integer, 3 stride integer, 4 pad integer, 5 kernel_h integer, ' +
    '6 kernel_w integer, 7 stride_h integer, 8 stride_w integer, 9 pad_h integer, 10 pad_w integer, ' +
    '11 engine DEFAULT|CAFFE|CUDNN, 12 global_pooling boolean, 13 round_mode CEIL|FLOOR',
  Power: '1 power float, 2 scale float, 3 shift float',
  ReLU: '1 negative_slope float, 2 engine DEFAULT|CAFFE|CUDNN',
  Reduction: '1 operation 0|SUM|ASUM|SUMSQ|MEAN, 2 axis integer, 3 coeff float',
  Reshape: '1 shape BlobShape, 2 axis integer, 3 num_axes integer',
  Scale: '1 axis integer, 2 num_axes integer, 3 filler Filler, 4 bias_term boolean, 5 bias_filler Filler',
  Slice: '1 slice_dim integer, 2 slice_point integer*, 3 axis integer',
  Softmax: '1 engine DEFAULT|CAFFE|CUDNN, 2 axis integer',
  Threshold: '1 threshold float',
  WindowData:
    '1 source text, 2 scale float, 3 mean_file text, 4 batch_size integer, 5 crop_size integer, 6 mirror boolean',
  Transformation:
    '1 scale float, 2 mirror boolean, 3 crop_size integer, 4 mean_file text, 5 mean_value float*, ' +
    '6 force_color boolean, 7 force_gray boolean',
};

/** Names of V2 files for the numbers that stand for types in V1 files. */
export const V1_LAYER_TYPES: readonly string[] = [
  'None',
  'Accuracy',
  'BNLL',
  'Concat',
  'Convolution',
  'Data',
  'Dropout',
  'EuclideanLoss',
  'Flatten',
  'HDF5Data',
  'HDF5Output',
  'Im2col',
  'ImageData',
  'InfogainLoss',
  'InnerProduct',
  'LRN',
  'MultinomialLogisticLoss',
  'Pooling',
  'ReLU',
  'Sigmoid',
  'Softmax',
  'SoftmaxWithLoss',
  'Split',
  'TanH',
  'WindowData',
  'Eltwise',
  'Power',
  'SigmoidCrossEntropyLoss',
  'HingeLoss',
  'MemoryData',
  'ArgMax',
  'Threshold',
  'DummyData',
  'Slice',
  'MVN',
  'AbsVal',
  'Silence',
  'ContrastiveLoss',
  'Exp',
  'Deconvolution',
];
