package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Nodes in an order in which each comes after those that it needs. The standard demands it of
 * files, but tools append nodes at the end, and the runtime sorts them.
 */
final class OnnxOrder {
  private final List<NodeProto> nodes;

  /** By value the nodes that need it, as often as they do. */
  private final Map<String, List<Integer>> users = new HashMap<>();

  /** By node how many of its inputs are still to come. */
  private final int[] missing;

  private OnnxOrder(List<NodeProto> nodes) {
    this.nodes = nodes;
    missing = new int[nodes.size()];
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.putIfAbsent(output, i);
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).getInputList()) {
        if (!input.isEmpty() && producers.containsKey(input)) {
          users.computeIfAbsent(input, name -> new ArrayList<>()).add(i);
          missing[i]++;
        }
      }
    }
  }

  /** Sorts nodes, as little as is needed. Those that go in circles come last. */
  static List<NodeProto> of(List<NodeProto> nodes) {
    return new OnnxOrder(nodes).sorted();
  }

  private List<NodeProto> sorted() {
    List<NodeProto> sorted = new ArrayList<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    while (!ready.isEmpty()) {
      int next = ready.poll();
      sorted.add(nodes.get(next));
      for (String output : nodes.get(next).getOutputList()) {
        // once: a damaged graph may name it twice
        List<Integer> waiting = users.remove(output);
        for (int user : waiting == null ? List.<Integer>of() : waiting) {
          if (--missing[user] == 0) {
            ready.add(user);
          }
        }
      }
    }
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] > 0) {
        sorted.add(nodes.get(i));
      }
    }
    return sorted;
  }
}
