/* Solves one model in a worker of the page: progress is posted, every better plan too, so that a stop keeps it. */
onmessage = async (event) => {
  const { wasm, model, options } = event.data;
  try {
    const highs = await Module({ wasmBinary: wasm, locateFile: () => URL.createObjectURL(new Blob([wasm], { type: "application/wasm" })) });
    postMessage(solved(highs, model, options));
  } catch (error) {
    postMessage({ failed: String(error && error.message || error) });
  }
};

function solved(highs, model, options) {
  const callback = highs.constants.callbackType, status = highs.constants.modelStatus;
  const solver = highs.createModel(model);
  let bound = -Infinity, best = Infinity;
  const tell = (more) => postMessage({ best, bound, ...more });
  solver.options.set({ output_flag: false, mip_abs_gap: options.moneyGap, mip_rel_gap: options.gap, time_limit: options.seconds });
  if (options.begin.indices.length) solver.setSolution(options.begin);
  const ran = solver.run({
    [callback.mipLogging](event) { bound = event.data.mip_dual_bound; best = event.data.mip_primal_bound; tell({ seconds: event.data.running_time }); },
    [callback.mipImprovingSolution](event) { best = event.data.objective_function_value; tell({ values: event.data.mip_solution, seconds: event.data.running_time }); },
  });
  if (ran.modelStatus === status.infeasible || ran.modelStatus === status.unboundedOrInfeasible) return { done: true, infeasible: true };
  const found = Number(solver.info.get("primal_solution_status")) === 2;
  bound = model.integrality.some((x) => x) ? Number(solver.info.get("mip_dual_bound"))
    : ran.modelStatus === status.optimal ? solver.getObjectiveValue() : -Infinity;
  if (!found) return { done: true, none: true, bound };
  let values = solver.getSolution().colValue;
  /* the solver takes 0.999999 for a whole number: with whole ones kept, the rest is solved once more */
  const kept = { ...model, integrality: undefined, colLower: model.colLower.slice(), colUpper: model.colUpper.slice() };
  model.integrality.forEach((whole, j) => { if (whole) kept.colLower[j] = kept.colUpper[j] = Math.round(values[j]); });
  const again = highs.createModel(kept);
  again.options.set({ output_flag: false });
  const exact = again.run();
  let cost = solver.getObjectiveValue();
  if (exact.modelStatus === status.optimal) { values = again.getSolution().colValue; cost = again.getObjectiveValue(); }
  return { done: true, values, best: cost, bound: Math.min(bound, cost), limit: ran.modelStatus === status.timeLimit };
}
