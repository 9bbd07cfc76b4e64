import {useEffect, useRef, useState} from 'react';
import {predict, train} from './training.js';

/**
 * The training as state: `status` is 'idle', 'training', 'done' or 'failed'. A training is stopped when the component goes.
 */
export function useTraining() {
  const [state, setState] = useState({status: 'idle'});
  const running = useRef(undefined);
  const update = change => setState(before => ({...before, ...change}));

  useEffect(() => () => running.current?.abort(), []);

  const start = async classes => {
    const controller = new AbortController();
    running.current = controller;
    setState({status: 'training'});
    try {
      await train(classes, {
        signal: controller.signal,
        onProgress: ({step, totalSteps, loss}) => update({step, totalSteps, loss}),
        onEvaluation: ({accuracy}) => update({accuracy}),
      });
      update({status: 'done'});
    } catch (error) {
      if (!controller.signal.aborted) {
        update({status: 'failed', problem: error.message}); // of an AlexNetError: with what to do
      }
    }
  };

  return {...state, start, predict};
}
